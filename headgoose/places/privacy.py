"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "places.TreeImport.user_id": "who brought the file in",
    "places.PlaceEvent.user_id": "who put the change of the map on record",
}
NOT_PERSONAL = {
    "places.Place": "id made_at",
    "places.Span": "id place parent key kind name pinyin initials start_on end_on",
    "places.Mark": "id place kind start_on end_on source",
    "places.Outline": "id place rings source",
    "places.PlaceEvent": "id kind effective_on document title place_key made_at",
    "places.Succession": "id event from_place to_place share_ppm",
    "places.TreeImport": "id file_name sha256 effective_on state content summary made_at",
}
