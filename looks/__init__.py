"""Looks at the pages that Marsad makes in a real Chromium: pictures, accessibility, speed, and what they load."""
