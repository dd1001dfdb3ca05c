"""Opens the live snapshot, counts, and plots: a marimo notebook, which is also a plain script.

Open it with `MARSAD_HOME=data marimo edit notebooks/explore.py`, run it with `python notebooks/explore.py`.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _snapshot():
    import duckdb
    import marimo as mo
    import plotly.graph_objects as go

    from pipeline.settings import from_environment

    # Read-only: a run may publish meanwhile; this notebook keeps the snapshot that it has opened.
    snapshot = duckdb.connect(str(from_environment().database), read_only=True)
    return go, mo, snapshot


@app.cell
def _citation(mo, snapshot):
    (citation,) = snapshot.sql("SELECT citation FROM snapshot").fetchone()
    mo.md(f"## {citation}")
    return (citation,)


@app.cell
def _months(snapshot):
    # One row a month and tag; a story counts once.
    months = snapshot.sql("""
        SELECT date_trunc('month', published_date) AS month, tag, sum(story_count)::BIGINT AS stories
        FROM daily_counts
        WHERE published_date IS NOT NULL
        GROUP BY ALL
        ORDER BY ALL
    """).to_arrow_table()
    return (months,)


@app.cell
def _plot(go, months):
    plot = go.Figure(layout={"barmode": "stack", "yaxis_title": "stories a month"})
    for tag in sorted(set(months["tag"].to_pylist())):
        rows = [row for row in months.to_pylist() if row["tag"] == tag]
        plot.add_bar(name=tag, x=[row["month"] for row in rows], y=[row["stories"] for row in rows])
    plot
    return (plot,)


@app.cell
def _movements(mo, snapshot):
    # Who left which place for where; every figure has its words in `evidence`.
    movements = snapshot.sql("""
        SELECT moved_on, evacuated, people_low, people_high, origins, destinations, title, evidence, url
        FROM evacuation_reports
        ORDER BY people_high DESC NULLS LAST
        LIMIT 100
    """).to_arrow_table()
    mo.ui.table(movements.to_pylist())
    return (movements,)


if __name__ == "__main__":
    app.run()
