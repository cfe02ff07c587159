#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Draws text with the colours of knell's reports as SVG, for documents.

usage: knell report --color always FILE | tools/ansi-to-svg.py [LINES] > SVG

LINES is how many lines to show at most. Only the styles that knell uses are
understood: bold, dim, bold red.
"""
import re
import sys
from xml.sax.saxutils import escape

COLUMNS = 80
SIZE = 14
ADVANCE = 8.43  # of a character, in most monospaced fonts at this size
LEADING = 19
MARGIN = 18
STYLES = {"0": "", "0;1": "b", "0;2": "d", "0;1;31": "a"}
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"\
 viewBox="0 0 {width} {height}" role="img" aria-label="A report of knell">
<style>
text {{ font: {size}px ui-monospace, SFMono-Regular, Menlo, Consolas,\
 "DejaVu Sans Mono", monospace; fill: #d8dee4; }}
.b {{ font-weight: bold; fill: #ffffff; }}
.d {{ fill: #8b949e; }}
.a {{ font-weight: bold; fill: #ff7b72; }}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
"""


def split_styles(line):
    """The line as (class, text) pairs."""
    style = ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if piece.startswith("\x1b"):
            style = STYLES[piece[2:-1]]
        elif piece:
            yield style, piece


def draw_line(line, y):
    spans = []
    column = 0
    for style, text in split_styles(line):
        name = f' class="{style}"' if style else ""
        # Each run of words says where it begins: fonts differ in their
        # advance, and renderers in what they do with spaces.
        for run in re.finditer(r"[^ ]+(?: [^ ]+)*", text):
            x = MARGIN + (column + run.start()) * ADVANCE
            spans.append(f'<tspan{name} x="{x:.1f}">'
                         f"{escape(run.group())}</tspan>")
        column += len(text)
    return f'<text y="{y}">{"".join(spans)}</text>\n' if spans else ""


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    if len(sys.argv) > 1:
        lines = lines[:int(sys.argv[1])]
    width = round(COLUMNS * ADVANCE + 2 * MARGIN)
    height = len(lines) * LEADING + 2 * MARGIN
    sys.stdout.write(HEAD.format(width=width, height=height, size=SIZE))
    for number, line in enumerate(lines):
        sys.stdout.write(draw_line(line, MARGIN + SIZE + number * LEADING))
    sys.stdout.write("</svg>\n")


main()
