"""What the pages share: the current edition, how a figure is shown, the state in the URL."""
