"""The web app: the assistant in a browser, on this machine. Gradio is imported when it is served, not before."""

from citeleaf_app.server import serve

__all__ = ["serve"]
