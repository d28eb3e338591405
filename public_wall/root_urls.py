"""What crawlers and proxies ask for at the top of our own host."""

from django.urls import path

from public_wall.views import machines

app_name = "public_wall_root"
urlpatterns = [
    path("robots.txt", machines.our_robots, name="robots"),
    path("sitemap.xml", machines.our_sitemap, name="sitemap"),
    path("tls-check/", machines.host_check, name="tls-check"),
]
