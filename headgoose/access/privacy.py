"""Which stored fields of the room, and of the framework's own tables, are about a person, and why they are kept."""

PERSONAL = {
    "access.User.username": "signs in",
    "access.User.password": "proves who signs in; stored as a slow hash",
    "access.User.last_login": "shows that an account is in use",
    "access.User.person": "ties the account to the holder of posts",
    "sessions.Session.session_key": "recognises the browser of a signed-in user",
    "sessions.Session.session_data": "holds which account is signed in",
}
NOT_PERSONAL = {
    "access.User": "id is_active cast",
    "sessions.Session": "expire_date",
    "auth.Group": "id name permissions",
    "auth.Group_permissions": "id group permission",
    "auth.Permission": "id name content_type codename",
    "contenttypes.ContentType": "id app_label model",
}
