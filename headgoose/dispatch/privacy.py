"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "dispatch.Run.maker_user_id": "who drew the run up answers for it",
    "dispatch.Run.maker": "who drew the run up answers for it",
    "dispatch.Run.changer_user_id": "who changed the run last does not approve it",
    "dispatch.Run.changer": "who changed the run last does not approve it",
    "dispatch.Run.approver_user_id": "a second person stands behind every plan",
    "dispatch.Run.approver": "a second person stands behind every plan",
    "dispatch.Run.proposer_user_id": "who asked for a run to be taken back",
    "dispatch.Run.proposer": "who asked for a run to be taken back",
    "dispatch.Run.reverser_user_id": "who took a run back",
    "dispatch.Run.reverser": "who took a run back",
    "dispatch.Candidate.mark": "tells people in a pool apart, and settles ties for each",
    "dispatch.Candidate.person": "who may be sent",
    "dispatch.Candidate.name": "who may be sent",
    "dispatch.Candidate.sex": "registers somebody new when the run is issued",
    "dispatch.Candidate.born_on": "registers somebody new when the run is issued; tells namesakes apart",
    "dispatch.Candidate.home_key": "the rule keeps people from their own home, and sends them not too far from it",
    "dispatch.Candidate.home_level": "how exactly the home was told",
    "dispatch.Candidate.skills": "places ask for skills",
    "dispatch.Candidate.choices": "where the person asked to go",
    "dispatch.Candidate.score": "in a run by merit higher scores choose first",
    "dispatch.Candidate.withdrawn": "whoever withdraws is not sent",
    "dispatch.Candidate.kept_key": "where the former plan had the person",
    "dispatch.Edge.candidate": "where the person could go",
    "dispatch.Ruling.candidate": "where the person must or must not go",
    "dispatch.Placement.candidate": "where the person is sent, and why",
    "dispatch.RunFile.faulty": "rows with a fault as they were sent, to be put right",
}
NOT_PERSONAL = {
    "dispatch.Run": "id number title place type batch how start_on end_on mode weights seed radius_km edges_max "
    "home_rule home_strict may_stay_out state version remark keep attempts fingerprint solver optimum objective parts "
    "envies explanation made_at asked_at solved_at approved_at order issued_at reversed_at",
    "dispatch.Demand": "id run place key lower upper wanted",
    "dispatch.Bound": "id run place key level lower upper",
    "dispatch.Candidate": "id run number row",
    "dispatch.Edge": "id run key rank km skill home",
    "dispatch.Ruling": "id run key kind",
    "dispatch.Placement": "id run key rank km skill home by_hand tenure",
    "dispatch.RunFile": "id run kind name sha256 made_at taken header settled",
}
