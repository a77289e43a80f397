from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "openredress.attachments"
    label = "attachments"
