"""The page on which a phone gets the site's certificate, with a QR code to reach it by."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path

import segno
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from core.errors import NotFound
from core.settings import Settings
from core.tls import AUTHORITY_FILE, lan_addresses

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>安装证书 Install the certificate</title></head>
<body><main>
<h1>安装本站证书 Install this site's certificate</h1>
<p>手机装上本站证书后，填报页面才能离线使用、拍照和定位。
With it, the phone lets the reporting page work off-line, take photos and find its place.</p>
{codes}
<ol>
<li>手机与本机在同一网络，用相机扫上面的二维码（首次会提示不安全，选择继续）。
On the same network, scan the code; go on past the warning this one time.</li>
<li>安卓：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书，选择下载的 ca.crt。
Android: Settings → Security → Encryption and credentials → Install a certificate → CA.</li>
<li>苹果：设置 → 已下载描述文件 → 安装，再到 通用 → 关于本机 → 证书信任设置 打开。
iOS: Settings → Profile downloaded → Install, then General → About → Certificate Trust.</li>
<li>重新打开填报页面。Open the reporting page again: <a href="/field">/field</a></li>
</ol></main></body></html>
"""


def authority(settings: Settings) -> Path:
    """Return the site's authority certificate.

    Raises
    ------
    NotFound
        The site has none: it was never started with `--lan`.
    """
    file = settings.var / "tls" / AUTHORITY_FILE
    if not file.is_file():
        raise NotFound(
            "本站没有自己的证书：请用 ./jinmin serve --lan 启动",
            "This site has no certificate of its own: start it with ./jinmin serve --lan",
        )
    return file


@router.get("/ca.crt")
async def download(request: Request) -> Response:
    """Return the authority's certificate as phones expect it."""
    content = authority(request.app.state.settings).read_bytes()
    return Response(content, media_type="application/x-x509-ca-cert")


@router.get("/install-ca")
async def instructions(request: Request) -> Response:
    """Return the page with a QR code for each address of this machine."""
    settings: Settings = request.app.state.settings
    authority(settings)
    addresses = [f"https://{host}:{settings.server.port}/ca.crt" for host in lan_addresses()]
    codes = "\n".join(
        f'<p><img src="/install-ca/{position}.svg" alt="QR" width="220" height="220"><br>'
        f'<a href="/ca.crt">{escape(address)}</a></p>'
        for position, address in enumerate(addresses)
    )
    return HTMLResponse(_PAGE.format(codes=codes or '<p><a href="/ca.crt">ca.crt</a></p>'))


@router.get("/install-ca/{position}.svg")
async def code(request: Request, position: int) -> Response:
    """Return one address as a QR code: an image, because our pages allow no inline styles."""
    addresses = lan_addresses()
    if not 0 <= position < len(addresses):
        raise NotFound("没有这个地址", "No such address")
    port = request.app.state.settings.server.port
    drawn = BytesIO()
    segno.make(f"https://{addresses[position]}:{port}/ca.crt").save(
        drawn, kind="svg", scale=6, border=4, light="#fff"
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")


def register(app: FastAPI) -> None:
    """Add the pages."""
    app.include_router(router)
