import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/staff/sign-in/", "/no-such-page/"])
def test_it_lets_no_page_be_framed_cached_or_mixed_with_what_is_not_ours(client, address):
    headers = client.get(address).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]
