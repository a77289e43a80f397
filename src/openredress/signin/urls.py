"""The sign-in pages that exist. Sign-up, e-mail and password reset by mail are not routed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path

from . import directory, factor_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/passkey/", factor_views.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("sign-in/directory/", directory.go, name="directory_login"),
    path("sign-in/directory/back/", directory.back, name="openid_connect_callback"),
    path("sign-in/admission/<str:given>/", views.admit, name="signin_admit"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", views.change_password, name="account_change_password"),
    path("sessions/ending/", views.end_all_sessions, name="end_all_sessions"),
    path("sessions/<slug:session>/ending/", views.end_session, name="end_session"),
    path("sessions/<slug:session>/label/", views.label_session, name="label_session"),
    path("resets/", views.resets, name="signin_resets"),
    path("second-factor/", views.index, name="mfa_index"),
    path("second-factor/needed/", views.needed, name="second_factor_needed"),
    path("second-factor/authenticate/", views.second_step, name="mfa_authenticate"),
    path("second-factor/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/activate/", factor_views.set_up_app, name="mfa_activate_totp"),
    path("second-factor/deactivate/", factor_views.take_app_away, name="mfa_deactivate_totp"),
    path("passkeys/add/", factor_views.add_passkey, name="mfa_add_webauthn"),
    path(
        "passkeys/reauthenticate/", factor_views.passkey_again, name="mfa_reauthenticate_webauthn"
    ),
    path("passkeys/<int:pk>/name/", factor_views.rename_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/removal/", factor_views.remove_passkey, name="mfa_remove_webauthn"),
    path("recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", factor_views.new_codes, name="mfa_generate_recovery_codes"),
    path(
        "recovery-codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
