"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "orders.OrderPaper.maker_user_id": "who drew the order up answers for it",
    "orders.OrderPaper.maker": "who drew the order up answers for it",
    "orders.OrderPaper.approver_user_id": "a second person stands behind every order",
    "orders.OrderPaper.approver": "a second person stands behind every order",
    "orders.OrderPaper.proposer_user_id": "who asked for an order to be taken back",
    "orders.OrderPaper.proposer": "who asked for an order to be taken back",
    "orders.OrderPaper.reverser_user_id": "who took an order back",
    "orders.OrderPaper.reverser": "who took an order back",
    "orders.OrderLine.person": "whom the line seats or unseats",
    "orders.OrderLine.name": "names somebody new until the order is issued",
    "orders.OrderLine.sex": "registers somebody new when the order is issued",
    "orders.OrderLine.born_on": "registers somebody new when the order is issued; tells namesakes apart",
    "orders.OrderLine.reason": "why somebody leaves a post",
    "orders.OrderFile.faulty": "rows with a fault as they were sent, to be put right",
}
NOT_PERSONAL = {
    "orders.OrderPaper": "id number title place effective_on state version remark made_at submitted_at approved_at "
    "outcome order issued_at reversed_at",
    "orders.OrderLine": "id paper number verb post tenure start_on end_on how batch alike row made",
    "orders.OrderFile": "id paper name sha256 made_at taken header settled",
}
