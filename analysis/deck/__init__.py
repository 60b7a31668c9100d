"""The deck: slides of a story laid out once, then written as HTML, PowerPoint, PDF and pictures."""
