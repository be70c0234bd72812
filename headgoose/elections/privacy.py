"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "elections.Contest.person": "who was elected to a public post",
    "elections.Contest.name": "names somebody new until the election is confirmed",
    "elections.Contest.sex": "registers somebody new when the election is confirmed",
    "elections.Contest.born_on": "registers somebody new when the election is confirmed; tells namesakes apart",
    "elections.Contest.votes": "the announced result for who was elected",
}
NOT_PERSONAL = {
    "elections.Term": "id code name_zh name_en start_on end_on",
    "elections.TermLimit": "id type terms_in_row years_in_row source",
    "elections.Calendar": "id term county body planned_on why",
    "elections.Election": "id term place body number cause follows state called_on planned_on listed_on held_on "
    "starts_on postponed_on annulled_on confirmed_at order afterwards remark electors ballots version",
    "elections.Contest": "id election post standing alike tenure",
    "elections.Change": "id election at verb before_on after_on why",
}
