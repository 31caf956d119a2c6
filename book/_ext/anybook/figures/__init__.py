"""Figures that travel as data: static pictures, legend, table, live when touched."""
