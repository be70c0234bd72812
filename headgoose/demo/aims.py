"""How many rows of what are drawn for the whole province; a smaller scale takes its share."""

VILLAGES = 8968
TOWNSHIPS_WITH_VILLAGES = 921

GRIDS = 47_412
GRIDS_A_VILLAGE = (2, 12)
GRID_WORKERS_MISSING_SHARE = 0.014

FIRST_SECRETARIES = 3609
FIRST_SECRETARY_SHARES = (0.56, 0.66, 0.75, 0.84, 0.92, 1.0)
FIRST_SECRETARIES_MISSING = 37
WORK_TEAM_SEATS = 2

GRADUATES = 12_486
GRADUATES_MISSING = 118
GRADUATE_INTAKE = (0.09, 0.14, 0.18, 0.20, 0.17, 0.13, 0.09)

TOWNSHIP_DEPUTIES = 976
TOWNSHIP_DEPUTIES_MISSING = 11
DEPUTY_INTAKE = (0.18, 0.17, 0.17, 0.17, 0.16, 0.15)

BORDER_MEMBERS = 365
BORDER_MEMBERS_MISSING = 4
BORDER_SHARES = (0.45, 0.65, 0.85, 1.0)

ONE_PERSON_THREE_POSTS = 7282
# Share of villages with one person in three posts at the start and at the end of each term; the last end is the aim.
# On a day of the past somewhat fewer are so, since the one person may be missing.
COMBINED_BY_TERM = ((0.335, 0.376), (0.635, 0.676), (0.796, 0.812))

EMPTY_SHARE = 0.01
# Share of seats without a holder for long: about the build day, a year before, two years before and so on.
EMPTY_BY_YEARS_AGO = (0.0095, 0.0100, 0.0104, 0.0108, 0.0114, 0.0120, 0.0132, 0.0126, 0.0134, 0.0142, 0.0136)
GRIDS_EMPTY_BY_YEARS_AGO = (0.0120, 0.0145, 0.0165, 0.0190, 0.0220, 0.0255, 0.0300, 0.0350, 0.0390)
