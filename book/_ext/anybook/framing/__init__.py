"""The frame of a chapter: kicker, standfirst, boxes."""
