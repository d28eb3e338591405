"""Who is asked: the rules, one file a rule."""
