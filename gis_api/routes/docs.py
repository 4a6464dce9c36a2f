"""The API's documentation as a page, without any asset from outside."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from gis_api.state import Config

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>API · 城市一张图</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/swagger/swagger-ui.css">
<div id="swagger"></div>
<script src="/swagger/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
"""

# A file of its own: the security policy of the service runs no script that stands in a page.
START = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#swagger", deepLinking: true, validatorUrl: null, tryItOutEnabled: true,
});
"""

NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>API · 城市一张图</title>
<h1>The page is not built</h1>
<p>Run <code>make up</code> in the checkout. The document itself is there:
<a href="/openapi.json">/openapi.json</a></p>
</html>
"""


@router.get("/docs")
def read_docs(settings: Config) -> HTMLResponse:
    """Swagger UI, or where the document is."""
    built = (settings.page / "swagger" / "swagger-ui-bundle.js").is_file()
    return HTMLResponse(PAGE if built else NOT_BUILT)


@router.get("/docs/start.js")
def read_start() -> Response:
    """What starts Swagger UI."""
    return Response(START, media_type="text/javascript")
