# The server on a slim base: an unprivileged user, nothing else to run it with. docker-compose.yml
# adds the read-only root and takes the capabilities away.
ARG BASE=debian:bookworm-slim
# What the build begins with, if not with the base: the base with a compiler's cache, say.
ARG BUILD_BASE=

FROM ${BUILD_BASE:-${BASE}} AS build
ENV LC_ALL=C.UTF-8 LANG=C.UTF-8
# For networks that do not reach the public ones, what stands in for http://deb.debian.org and for
# npm's registry.
ARG DEBIAN_MIRROR=
ARG NPM_REGISTRY=
WORKDIR /src
COPY script/bootstrap script/
RUN [ -z "$DEBIAN_MIRROR" ] || sed -i "s|http://deb.debian.org|$DEBIAN_MIRROR|" $(find /etc/apt -name '*.list' -o -name '*.sources'); \
    script/bootstrap server
COPY . .
RUN [ -z "$NPM_REGISTRY" ] || export npm_config_registry="$NPM_REGISTRY"; \
    script/build asq && strip build/release/asq && \
    tools/runtime_packages build/release/asq > build/runtime_packages

FROM ${BASE}
ARG DEBIAN_MIRROR=
COPY --from=build /src/build/runtime_packages /usr/share/asq/
RUN set -e; lists=$(find /etc/apt -name '*.list' -o -name '*.sources'); \
    [ -z "$DEBIAN_MIRROR" ] || sed -i "s|http://deb.debian.org|$DEBIAN_MIRROR|" $lists; \
    apt-get update -qq; \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(cat /usr/share/asq/runtime_packages); \
    [ -z "$DEBIAN_MIRROR" ] || sed -i "s|$DEBIAN_MIRROR|http://deb.debian.org|" $lists; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*; \
    groupadd --gid 10001 asq; \
    useradd --uid 10001 --gid asq --home-dir /data --no-create-home --shell /usr/sbin/nologin asq; \
    install -d -o asq -g asq -m 0700 /data
COPY --from=build /src/build/release/asq /usr/local/bin/asq
USER 10001:10001
WORKDIR /data
ENV ASQ_LISTEN=0.0.0.0:8000 ASQ_DATA=/data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=3 CMD ["asq", "healthcheck"]
ENTRYPOINT ["asq"]
CMD ["serve"]
