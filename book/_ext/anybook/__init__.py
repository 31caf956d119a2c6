"""What any Jupyter Book can use: strict, staged builds, figures, print, a browser lab."""
