"""Take a release of UCDP GED from the download centre: resumable, its size and digest checked."""

from irenic.record.fetch.fetch import Fetched, fetch
from irenic.record.fetch.releases import LATEST, SETTING, Centre, download_folder

__all__ = ["LATEST", "SETTING", "Centre", "Fetched", "download_folder", "fetch"]
