"""Demo: a whole province with ten years of people in posts, drawn from a seed.

Nothing here writes a row itself: the tree, the grids, the persons, the posts, the orders and the accounts all go
through the actions of the rooms below, and so through their rules. No figure is set anywhere; the numbers in
`aims.py` say how many rows are drawn, and the figures are what comes out of the rows. The places are real; the
persons are plainly made up (a surname and a number), and every order is marked as a sample.
"""
