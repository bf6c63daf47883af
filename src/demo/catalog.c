/* SPDX-License-Identifier: MIT */
#include "catalog.h"

#include "backfilltop/base/random.h"

#include <stdbool.h>

enum trade {
    ANY_TRADE,
    GOOGLE_ADS,
    GOOGLE_ANALYTICS,
    FACEBOOK,
    LINKEDIN,
    TIKTOK,
    MICROSOFT,
    SHOPIFY,
    HUBSPOT,
    AMAZON,
    SEARCH_CONSOLE,
    SALESFORCE,
    BIGQUERY,
    SNOWFLAKE,
    REDSHIFT,
    AZURE,
};

#define TRANSFERS(X)                                                                               \
    X(456701, "Google Ads EU daily", GOOGLE_ADS, BIGQUERY)                                         \
    X(456702, "Google Ads US daily", GOOGLE_ADS, BIGQUERY)                                         \
    X(456703, "Facebook Ads Nordics", FACEBOOK, BIGQUERY)                                          \
    X(456705, "GA4 webshop events", GOOGLE_ANALYTICS, SNOWFLAKE)                                   \
    X(456706, "LinkedIn Ads B2B", LINKEDIN, SNOWFLAKE)                                             \
    X(456708, "TikTok Ads APAC", TIKTOK, BIGQUERY)                                                 \
    X(456709, "Search Console brand", SEARCH_CONSOLE, BIGQUERY)                                    \
    X(456711, "HubSpot deals", HUBSPOT, SNOWFLAKE)                                                 \
    X(456712, "Shopify orders EU", SHOPIFY, REDSHIFT)                                              \
    X(456714, "Microsoft Advertising UK", MICROSOFT, AZURE)                                        \
    X(456715, "Instagram Insights", FACEBOOK, SNOWFLAKE)                                           \
    X(456717, "Amazon Ads DE", AMAZON, REDSHIFT)                                                   \
    X(456718, "Google Ads Köln & München", GOOGLE_ADS, BIGQUERY)                                   \
    X(456720, "GA4 app installs", GOOGLE_ANALYTICS, BIGQUERY)                                      \
    X(456721, "Salesforce opportunities", SALESFORCE, SNOWFLAKE)                                   \
    X(456723, "Facebook Ads LATAM daily", FACEBOOK, REDSHIFT)                                      \
    X(456724, "Google 広告 日本", GOOGLE_ADS, BIGQUERY)                                            \
    X(456726, "Amazon Seller Central FR", AMAZON, SNOWFLAKE)                                       \
    X(456727, "Search Console all domains", SEARCH_CONSOLE, SNOWFLAKE)                             \
    X(456729, "LinkedIn Pages", LINKEDIN, BIGQUERY)                                                \
    X(456730, "Shopify refunds", SHOPIFY, BIGQUERY)                                                \
    X(456732, "TikTok Organic", TIKTOK, SNOWFLAKE)                                                 \
    X(456733, "HubSpot contacts weekly", HUBSPOT, REDSHIFT)                                        \
    X(456735, "Google Ads keyword history", GOOGLE_ADS, SNOWFLAKE)                                 \
    X(456736, "Facebook Ads creatives", FACEBOOK, BIGQUERY)                                        \
    X(456738, "GA4 BigQuery reconcile", GOOGLE_ANALYTICS, BIGQUERY)                                \
    X(456739, "Microsoft Advertising US", MICROSOFT, SNOWFLAKE)                                    \
    X(456741, "Salesforce leads", SALESFORCE, REDSHIFT)                                            \
    X(456742, "Google Ads Performance Max", GOOGLE_ADS, SNOWFLAKE)                                 \
    X(456744, "Amazon DSP", AMAZON, BIGQUERY)                                                      \
    X(456745, "Facebook Ads Ísland", FACEBOOK, SNOWFLAKE)                                          \
    X(456747, "Shopify inventory", SHOPIFY, SNOWFLAKE)                                             \
    X(456748, "LinkedIn Ads lead forms", LINKEDIN, AZURE)                                          \
    X(456750, "GA4 Ελλάδα", GOOGLE_ANALYTICS, AZURE)                                               \
    X(456751, "TikTok Ads Europe", TIKTOK, REDSHIFT)                                               \
    X(456753, "Search Console images", SEARCH_CONSOLE, BIGQUERY)

#define TRANSFER_ROW(id, name, source, destination) {id, name},
#define TRADES_ROW(id, name, source, destination)   {source, destination},

static const struct world_transfer transfers[] = {TRANSFERS(TRANSFER_ROW)};
static const enum trade trades[][2] = {TRANSFERS(TRADES_ROW)};

#define TRANSFER_COUNT (sizeof transfers / sizeof transfers[0])

static const struct {
    enum trade trade;
    const char *text;
} messages[] = {
    {ANY_TRADE, "Connection timeout to data source"},
    {ANY_TRADE, "Data source returned HTTP 503 after 5 attempts"},
    {ANY_TRADE, "Query exceeded the maximum run time of 60 minutes"},
    {GOOGLE_ADS,
     "Google Ads: RESOURCE_EXHAUSTED. Quota for operations per day used up for developer "
     "token, retry in 21 h"},
    {GOOGLE_ADS, "Google Ads: CUSTOMER_NOT_ENABLED. Account 733-412-0098 is not active or has been "
                 "deactivated"},
    {GOOGLE_ANALYTICS,
     "Google Analytics: exhausted property tokens per hour for property 318840021"},
    {GOOGLE_ANALYTICS,
     "Google Analytics: user does not have sufficient permissions for this property"},
    {FACEBOOK, "Facebook: (#190) Error validating access token: the session has expired. "
               "Re-authenticate the data source"},
    {FACEBOOK, "Facebook: (#17) User request limit reached"},
    {FACEBOOK,
     "Facebook: (#100) Please reduce the amount of data you're asking for, then retry your "
     "request"},
    {LINKEDIN,
     "LinkedIn: 401 REVOKED_ACCESS_TOKEN. The token used in the request has been revoked by "
     "the user"},
    {LINKEDIN, "LinkedIn: 429 daily resource limit reached for adAnalytics"},
    {TIKTOK, "TikTok: 40100 requests made too frequently, please retry later"},
    {TIKTOK, "TikTok: 40105 access token is incorrect or has been revoked"},
    {MICROSOFT, "Microsoft Advertising: AuthenticationTokenExpired (109)"},
    {MICROSOFT, "Microsoft Advertising: report download URL expired before the file was fetched"},
    {SHOPIFY, "Shopify: 402 Payment Required. The shop is frozen"},
    {SHOPIFY, "Shopify: exceeded 2 calls per second for api client. Reduce request rates"},
    {HUBSPOT, "HubSpot: TEN_SECONDLY_ROLLING rate limit reached"},
    {HUBSPOT, "HubSpot: missing scope crm.objects.deals.read"},
    {AMAZON, "Amazon Ads: report generation FAILED (internal error 00c4f1)"},
    {AMAZON, "Amazon Ads: 425 duplicate report request is still being processed"},
    {SEARCH_CONSOLE, "Search Console: user does not have sufficient permission for site "
                     "'sc-domain:example.com'"},
    {SEARCH_CONSOLE, "Search Console: search analytics load quota exceeded"},
    {SALESFORCE, "Salesforce: REQUEST_LIMIT_EXCEEDED. TotalRequests limit exceeded"},
    {SALESFORCE, "Salesforce: INVALID_SESSION_ID. Session expired or invalid"},
    {BIGQUERY, "BigQuery: Access Denied: Dataset acme-dwh:marketing: Permission "
               "bigquery.tables.updateData denied (or it may not exist)"},
    {BIGQUERY, "BigQuery: quota exceeded: too many table update operations for this table"},
    {SNOWFLAKE,
     "Snowflake: 000606 (57P03): warehouse 'LOADER_XS' is suspended and cannot be resumed "
     "by role LOADER"},
    {SNOWFLAKE, "Snowflake: 100038 (22018): numeric value 'n/a' is not recognized in column COST"},
    {REDSHIFT, "Redshift: disk full while executing COPY into marketing.ads_daily"},
    {AZURE, "Azure Synapse: login failed for user 'loader'. Token is expired"},
};

#define MESSAGE_COUNT (sizeof messages / sizeof messages[0])

static size_t first_of(int64_t team_id) {
    uint64_t state = (uint64_t)team_id;
    return (size_t)random_upto(&state, (int64_t)(TRANSFER_COUNT - CATALOG_TRANSFERS_PER_TEAM));
}

static bool fits(size_t message, const enum trade trade[2]) {
    enum trade wanted = messages[message].trade;
    return wanted == ANY_TRADE || wanted == trade[0] || wanted == trade[1];
}

const struct world_transfer *catalog_transfers(int64_t team_id) {
    return &transfers[first_of(team_id)];
}

const char *catalog_error(int64_t team_id, size_t transfer, uint64_t draw) {
    const enum trade *trade = trades[first_of(team_id) + transfer];
    size_t message = (size_t)(draw % MESSAGE_COUNT);
    while (!fits(message, trade)) {
        message = (message + 1) % MESSAGE_COUNT;
    }
    return messages[message].text;
}
