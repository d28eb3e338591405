"""What every address of the API shares; the addresses themselves live in the apps."""
