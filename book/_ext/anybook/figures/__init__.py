"""Figures: data, static picture, legend and table; interactive when touched."""
