"""Documents in words: press release, questions to expect, a unit's 情况材料; each sentence sourced."""

from analysis.briefing.material import Material, Room, material
from analysis.briefing.questions import Question, questions
from analysis.briefing.release import Release, Section, press_release
from analysis.briefing.statements import Paragraph, Statement, Table

__all__ = [
    "Material",
    "Paragraph",
    "Question",
    "Release",
    "Room",
    "Section",
    "Statement",
    "Table",
    "material",
    "press_release",
    "questions",
]
