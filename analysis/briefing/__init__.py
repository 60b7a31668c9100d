"""媒体资料包 in words: the press release and the questions to expect, each sentence with its source."""

from analysis.briefing.questions import Question, questions
from analysis.briefing.release import Release, Section, press_release
from analysis.briefing.statements import Paragraph, Statement, Table

__all__ = [
    "Paragraph",
    "Question",
    "Release",
    "Section",
    "Statement",
    "Table",
    "press_release",
    "questions",
]
