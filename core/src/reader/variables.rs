//! The variables that name an environment or mark a platform: one list, in one place.

use crate::snapshot::Ecosystem;

/// A variable that names the environment, and the ecosystem whose own it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvironmentVariable {
    /// The variable.
    pub name: &'static str,
    /// The one ecosystem that reads it; none where several do.
    pub ecosystem: Option<Ecosystem>,
}

const fn of(name: &'static str, ecosystem: Ecosystem) -> EnvironmentVariable {
    EnvironmentVariable {
        name,
        ecosystem: Some(ecosystem),
    }
}

const fn any(name: &'static str) -> EnvironmentVariable {
    EnvironmentVariable {
        name,
        ecosystem: None,
    }
}

/// Variables that name the environment, in the order in which a report takes its name from them.
pub const ENVIRONMENT: &[EnvironmentVariable] = &[
    any("APP_ENV"),
    of("NODE_ENV", Ecosystem::Node),
    of("RAILS_ENV", Ecosystem::Other),
    of("RACK_ENV", Ecosystem::Other),
    of("DJANGO_ENV", Ecosystem::Python),
    of("FLASK_ENV", Ecosystem::Python),
    of("FASTAPI_ENV", Ecosystem::Python),
    of("SYMFONY_ENV", Ecosystem::Php),
    of("LARAVEL_ENV", Ecosystem::Php),
    any("ENVIRONMENT"),
    any("ENV"),
    any("STAGE"),
    any("DEPLOY_ENV"),
    of("SPRING_PROFILES_ACTIVE", Ecosystem::Other),
    of("ASPNETCORE_ENVIRONMENT", Ecosystem::Other),
    of("DOTNET_ENVIRONMENT", Ecosystem::Other),
    of("GO_ENV", Ecosystem::Other),
    of("MIX_ENV", Ecosystem::Other),
    of("DJANGO_SETTINGS_MODULE", Ecosystem::Python),
];

/// What a platform sets where it runs production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlatformMark {
    /// The platform, for messages.
    pub platform: &'static str,
    /// The variable.
    pub variable: &'static str,
    /// Whether its value must say production; else its presence is enough.
    pub by_value: bool,
    /// A variable that takes the mark back: with this value, or with any where it is empty.
    pub unless: Option<(&'static str, &'static str)>,
}

const fn present(platform: &'static str, variable: &'static str) -> PlatformMark {
    PlatformMark {
        platform,
        variable,
        by_value: false,
        unless: None,
    }
}

const fn says(platform: &'static str, variable: &'static str) -> PlatformMark {
    PlatformMark {
        platform,
        variable,
        by_value: true,
        unless: None,
    }
}

/// Marks of platforms, as their manuals give them. Variables that builds and continuous
/// integration set, too, are not among them.
pub const PLATFORMS: &[PlatformMark] = &[
    PlatformMark {
        unless: Some(("HEROKU_TEST_RUN_ID", "")),
        ..present("Heroku", "DYNO")
    },
    says("Vercel", "VERCEL_ENV"),
    says("Vercel", "VERCEL_TARGET_ENV"),
    says("Railway", "RAILWAY_ENVIRONMENT_NAME"),
    says("Railway", "RAILWAY_ENVIRONMENT"),
    PlatformMark {
        unless: Some(("IS_PULL_REQUEST", "true")),
        ..present("Render", "RENDER")
    },
    present("Fly.io", "FLY_APP_NAME"),
    present("Cloud Run", "K_SERVICE"),
    present("App Engine", "GAE_INSTANCE"),
    present("AWS Lambda", "AWS_LAMBDA_FUNCTION_NAME"),
    present("Azure App Service", "WEBSITE_INSTANCE_ID"),
    says("Platform.sh", "PLATFORM_ENVIRONMENT_TYPE"),
    says("Pantheon", "PANTHEON_ENVIRONMENT"),
    says("Acquia", "AH_SITE_ENVIRONMENT"),
    says("WordPress", "WP_ENVIRONMENT_TYPE"),
];
