# The same steps as `make release`, in two stages; the second holds nothing that builds.
FROM debian:bookworm AS build
# One compiler for server and browser: Debian's.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates cargo-web gcc libc6-dev lld-22 rust-web-src rustc-web
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cargo/registry \
    --mount=type=cache,target=/root/.cache/waypost \
    --mount=type=cache,target=/src/target \
    .config/build/release && cp -r target/dist /dist

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin waypost \
 && install --directory --owner waypost --group waypost /data
WORKDIR /waypost
COPY --from=build /dist/ ./
USER waypost
VOLUME /data
EXPOSE 3000
# SIGTERM drains: what is being applied is finished, open streams are ended.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/waypost/waypost"]
CMD ["serve", "--listen", "0.0.0.0:3000", "--data", "/data"]
