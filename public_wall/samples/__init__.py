"""The sample businesses: their stories as data, and the stage they are played on."""
