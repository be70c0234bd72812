"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "api.AccessToken.user": "whom the token stands for",
    "api.AccessToken.name": "tells the user which programme holds the token",
    "api.AccessToken.digest": "recognises the token; the secret itself is not kept",
    "api.AccessToken.used_at": "shows the user which tokens are in use",
}
NOT_PERSONAL = {"api.AccessToken": "id prefix rights made_at expires_on ended_at"}
