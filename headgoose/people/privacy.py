"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "people.Person.name": "who holds a public post is known by name",
    "people.Person.initials": "finds the name when typed in Latin letters",
    "people.Person.sex": "figure: women among secretaries",
    "people.Person.born_on": "figure: under 35 among secretaries; tells namesakes apart",
    "people.Tenure.person": "ties the person to the post",
    "people.Tenure.end_reason": "why somebody left a post",
    "people.TenurePast.person": "ties the person to what was on record of the post before a correction",
    "people.TenurePast.end_reason": "why somebody left a post, as it was on record before a correction",
    "people.Kinship.person_a": "near relatives must not hold posts that exclude each other",
    "people.Kinship.person_b": "near relatives must not hold posts that exclude each other",
    "people.Kinship.kind": "how near the two are, which the rules on avoidance ask",
}
NOT_PERSONAL = {
    "people.Person": "id",
    "people.PostType": "id code name_zh name_en kinds seats_min seats_max term_years may appointer_level mark order",
    "people.Post": "id type place seat start_on end_on",
    "people.Order": "id number title place issued_on",
    "people.Batch": "id code type name_zh name_en start_on",
    "people.Tenure": "id post type place start_on end_on how batch sent_by order ended_by known_at",
    "people.TenurePast": (
        "id tenure post type place start_on end_on how batch sent_by order ended_by known_at known_until"
    ),
    "people.ExcludedPair": "id type_a type_b anywhere kin source",
    "people.Kinship": "id start_on end_on",
}
