"""Addresses of the steps at the door and of accounts."""

from django.urls import path

from headgoose.access.views import officers, own, passkeys, security, steps, system

urlpatterns = [
    path("sign-in/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/options/", passkeys.sign_in_options, name="passkey-sign-in-options"),
    path("sign-in/factor/", steps.second_factor, name="second-factor"),
    path("sign-in/set-up/", steps.set_up_factor, name="set-up-factor"),
    path("sign-in/set-up/passkey/", passkeys.set_up, name="set-up-passkey"),
    path("sign-in/set-up/passkey/options/", passkeys.set_up_options, name="set-up-passkey-options"),
    path("sign-in/password/", steps.own_password, name="own-password"),
    path("sign-in/on/", steps.enter_on, name="enter-on"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="change-password"),
    path("account/app/", own.app, name="own-app"),
    path("account/passkey/", own.passkey, name="own-passkey"),
    path("account/passkey/options/", own.passkey_options, name="own-passkey-options"),
    path("account/codes/", own.codes, name="recovery-codes"),
    path("account/factors/<record_number:factor_id>/remove/", own.remove, name="remove-factor"),
    path("account/sessions/others/end/", own.end_others, name="end-other-sessions"),
    path("account/sessions/<str:mark>/end/", own.end_one, name="end-session"),
    path("accounts/", officers.accounts, name="accounts"),
    path("accounts/open/", officers.open_many, name="open-accounts"),
    path("accounts/open/<record_number:person_id>/", officers.open_one, name="open-account"),
    path("accounts/<record_number:user_id>/renew/", officers.renew, name="renew-password"),
    path("accounts/<record_number:user_id>/close/", officers.close, name="close-account"),
    path("security/", security.security, name="security"),
    path("security/<record_number:user_id>/", security.secured, name="secured-account"),
    path("security/<record_number:user_id>/unlock/", security.unlock, name="unlock-account"),
    path("security/<record_number:user_id>/reset/", security.reset_factor, name="reset-factor"),
    path("security/<record_number:user_id>/sessions/end/", security.end_sessions, name="end-account-sessions"),
    path("system/", system.system, name="system"),
]
