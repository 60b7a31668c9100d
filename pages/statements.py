"""表述核验: what may be said of scores that only tiers tell of."""

import streamlit as st

from analysis import statements
from pages.shared import show, state
from pages.shared import statement_form as form
from pages.shared.current import current_edition


@st.fragment
def judged() -> None:
    """What answers a choice: a claim, the verdict on it, and what else may be said."""
    state.settle()
    left, right = st.columns([1, 1.7], gap="large")
    with left:
        ready = st.container()
        claim = form.choose_claim(edition)
        with ready:
            form.choose_example(edition, claim)
    with right:
        verdict = form.answer(edition, claim)
    if verdict:
        form.more(edition, claim)
    show.sentence(statements.HOW, "quiet")


edition = current_edition()
show.title(statements.TITLE, statements.SENTENCE)
state.check_parameters(form.PARAMETERS)
if not statements.groups(edition):
    show.sentence(statements.NO_RESULTS)
    st.stop()
judged()
