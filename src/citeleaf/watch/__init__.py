"""Corpus folder -> what changed in it, as soon as it is written: the index stays in step without being asked to."""

from citeleaf.watch.watcher import Watcher, Watching, Way

__all__ = ["Watcher", "Watching", "Way"]
