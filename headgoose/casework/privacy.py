"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "casework.Request.code": "whoever has it may follow, rate, reopen and erase the request",
    "casework.Request.text": "what a resident asks for may name people; erased at their word or after the period",
    "casework.Request.where_text": "where exactly it is may be somebody's home",
    "casework.Request.lat_e6": "the point of the thing may be somebody's home",
    "casework.Request.long_e6": "the point of the thing may be somebody's home",
    "casework.Request.attributes": "what was answered to the questions of a category",
    "casework.Request.holder": "who accepted a request leads it and answers for it",
    "casework.Event.person": "who took a step answers for it",
    "casework.Event.text": "what was said in a step; erased with the request",
    "casework.Petitioner.ciphertext": "name and telephone of who asks, so that they can be answered; encrypted",
    "casework.Petitioner.agrees": "whether the unit complained of may see who asked",
    "casework.CallBack.asked_by": "who called the petitioner",
    "casework.CallBack.solved": "what the petitioner says of the answer",
    "casework.CallBack.satisfaction": "how satisfied the petitioner is",
    "casework.CallBack.words": "the petitioner's own words; erased with the request",
    "casework.CallBack.excluded_by": "who leaves a request out of the rates says so under their name",
    "casework.Photo.content": "a picture may show people; erased with the request",
    "casework.Photo.sha256": "it tells whether somebody else has the same picture",
    "casework.Whistle.blown_by": "who blew the whistle",
    "casework.Leg.reported_by": "who reported for duty",
    "casework.Leg.answered_by": "who answered for the department",
    "casework.WhistleEvent.person": "who took a step answers for it",
    "casework.RollCall.opened_by": "who opened a roll-call",
    "casework.Answer.person": "who answered for a grid",
    "casework.Answer.given": "what a grid reports may name people in need",
    "casework.Answer.photo": "a picture may show people",
}
NOT_PERSONAL = {
    "casework.Department": "id code name_zh name_en post_type order",
    "casework.Category": "id place start_at end_at source code name_zh name_en example_zh example_en icon private "
    "order",
    "casework.DeadlineRule": "id place start_at end_at source category urgency accept_minutes answer_minutes "
    "escalated_minutes working",
    "casework.RouteRule": "id place start_at end_at source category level post_type",
    "casework.ClientKey": "id name place digest made_at ended_at",
    "casework.Request": "id client_id digest client_key place village key channel against_place against_type private "
    "received_at category urgency state desk_place desk_type dispatches designated level dispatched_at respond_by "
    "accept_by answer_by accepted_at answered_at closed_at merged_into erased_at version",
    "casework.Event": "id request number at verb state label outcome open level client_id digest",
    "casework.Petitioner": "id request key_name algorithm",
    "casework.CallBack": "id request round asked_at replied_at excluded_why",
    "casework.Joiner": "id request place type joined_at",
    "casework.Photo": "id event media size",
    "casework.Whistle": "id place county key kind title text request state blown_at closed_at client_id version",
    "casework.Leg": "id whistle department lead state called_at report_by answer_by reported_at answered_at answer "
    "rated_at rating remark",
    "casework.WhistleEvent": "id whistle number at verb leg text client_id digest",
    "casework.RollCall": "id place low high kind title text form called opened_at answer_by closed_at report",
    "casework.Called": "id roll_call place key answered_at status count needs",
    "casework.Answer": "id called number at client_id digest for_grid",
}
