"""Addresses of the steps at the door and of accounts."""

from django.urls import path

from headgoose.access.views import passkeys, steps

urlpatterns = [
    path("sign-in/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/options/", passkeys.sign_in_options, name="passkey-sign-in-options"),
    path("sign-in/factor/", steps.second_factor, name="second-factor"),
    path("sign-in/set-up/", steps.set_up_factor, name="set-up-factor"),
    path("sign-in/set-up/passkey/", passkeys.set_up, name="set-up-passkey"),
    path("sign-in/set-up/passkey/options/", passkeys.set_up_options, name="set-up-passkey-options"),
    path("sign-in/password/", steps.own_password, name="own-password"),
    path("sign-in/on/", steps.enter_on, name="enter-on"),
]
