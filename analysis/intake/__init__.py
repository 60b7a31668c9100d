"""What people upload becomes one edition for them alone, or a list of everything that is wrong."""

from __future__ import annotations

from analysis.intake.findings import Note
from analysis.intake.taking import LANE, Taken, take
from analysis.intake.template import empty_template, problem_file, template

__all__ = ["LANE", "Note", "Taken", "empty_template", "problem_file", "take", "template"]
