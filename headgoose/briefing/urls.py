"""The addresses of figures, maps and briefings."""

from django.urls import path

from headgoose.briefing.views import briefing, figure, freezing, frozen, rows

AT = "figure/<str:code>/<str:place>/<str:period>"

urlpatterns = [
    path("figures/", figure.figures_home, name="figures"),
    path("figures/<str:place>/", figure.place_figures, name="place-figures"),
    path("figure/", figure.figure_go, name="figure-go"),
    path("figure/<str:code>/<str:place>/", figure.figure, name="figure"),
    path(f"{AT}.json", figure.figure_as_json, name="figure-json"),
    path(f"{AT}.csv", figure.figure_as_csv, name="figure-csv"),
    path(f"{AT}.xlsx", figure.figure_as_xlsx, name="figure-xlsx"),
    path(f"{AT}/", figure.figure, name="figure-on"),
    path(f"{AT}/trend/", figure.figure_trend, name="figure-trend"),
    path(f"{AT}/trend.svg", figure.figure_trend_svg, name="figure-trend-svg"),
    path(f"{AT}/spark.svg", figure.figure_spark_svg, name="figure-spark-svg"),
    path(f"{AT}/door/", figure.figure_door, name="figure-door"),
    path(f"{AT}/rows/", rows.figure_rows, name="figure-rows"),
    path(f"{AT}/trend.csv", figure.figure_trend_csv, name="figure-trend-csv"),
    path(f"{AT}/trend.json", figure.figure_trend_json, name="figure-trend-json"),
    path(f"{AT}/rows.json", rows.figure_rows_json, name="figure-rows-json"),
    path(f"{AT}/rows.csv", rows.figure_rows_csv, name="figure-rows-csv"),
    path(f"{AT}/rows.xlsx", rows.figure_rows_xlsx, name="figure-rows-xlsx"),
    path(f"{AT}/ranking/", rows.figure_ranking, name="figure-ranking"),
    path("map/", briefing.maps, name="maps"),
    path("map/<str:place>/", briefing.county_map, name="map"),
    path("briefing/", briefing.briefings, name="briefings"),
    path("briefing/frozen/", frozen.frozen_briefings, name="frozen-briefings"),
    path("briefing/frozen/key.pem", frozen.signing_key, name="signing-key"),
    path("briefing/frozen/<str:number>.json", frozen.frozen_json, name="frozen-json"),
    path("briefing/frozen/<str:number>.docx", frozen.frozen_word, name="frozen-word"),
    path("briefing/frozen/<str:number>/", frozen.frozen_briefing, name="frozen-briefing"),
    path("briefing/frozen/<str:number>/print/", frozen.frozen_print, name="frozen-print"),
    path("briefing/frozen/<str:number>/recount/", frozen.frozen_recount, name="frozen-recount"),
    path("briefing/frozen/<str:number>/amend/", freezing.amend, name="frozen-amend"),
    path("briefing/<str:place>/", briefing.briefing, name="briefing"),
    path("briefing/<str:place>/freeze/", freezing.freeze, name="briefing-freeze"),
    path("briefing/<str:place>/frozen/", frozen.frozen_of, name="frozen-of-place"),
    path("briefing/<str:place>/live.docx", freezing.live_word, name="briefing-word"),
]
