"""Training of cadres and governance workers: classes, places in them, rolls, hours, certificates."""
