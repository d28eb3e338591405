"""What replies are about, read without any cloud: comments in, themes with quotes out.

`reader` is the one interface; `phrases` and `meaning` are its two back-ends; what is
known of a language stands in ``languages/``; `discovering` finds what nobody foresaw.
"""
