"""Pages of this part: fetch, validate, call one service, answer."""
