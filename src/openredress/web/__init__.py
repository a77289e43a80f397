"""The look of the product: base templates, form rendering, tags, styles. It knows no other app."""
