"""Campaigns: documents that belong together because one source or one spinner stands behind them.

    from mtdetect.campaigns import find_campaigns

    reports = list(detector.detect_many(texts))
    for campaign in find_campaigns(reports):
        print(campaign.kind, campaign.members, [shared.text for shared in campaign.evidence])

It needs the ``campaigns`` extra; ``mtdetect.integrations.spark.campaigns`` does the same on a DataFrame.
"""

from __future__ import annotations

from mtdetect.campaigns.finding import find_campaigns
from mtdetect.campaigns.results import Campaign, CampaignKind, CampaignOptions, Evidence

__all__ = ["Campaign", "CampaignKind", "CampaignOptions", "Evidence", "find_campaigns"]
