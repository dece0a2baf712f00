# make demo    set up, build, and run the main job
# make test    set up, build, and pass every test
# make bench   set up, build, and print every measurement
# make soak    set up, build, and run the long tests
# make zombienet  set up, build, and check a network of four nodes with zombienet
# make weights  measure the pallets' weights on this machine
# make scale   set up, build, and measure a chain with 100,000 devices and 1,000,000 records
# make lint    clippy over everything, warnings denied
# make metadata  write the runtime's metadata for the client's bindings

# Every build has this one shape. Another selection of packages or targets makes cargo unify features differently and
# build hundreds of crates a second time.
BUILD = cargo build --release --locked --workspace --all-targets

# With a target directory outside the workspace the Wasm build would not find Cargo.lock.
export WASM_BUILD_WORKSPACE_HINT = $(CURDIR)

TARGET = $(or $(CARGO_TARGET_DIR),target)/release

.PHONY: demo test bench soak zombienet weights scale lint metadata setup build

setup:
	scripts/setup

build: setup
	$(BUILD)

demo: build
	$(TARGET)/bpiiot-demo $(ARGS)

test:
	scripts/setup --test
	cargo fmt --all --check
	cargo fetch --locked --quiet
	cargo deny --log-level error --offline --locked check bans licenses sources
	$(BUILD)
	cargo test --release --locked --workspace

bench: build
	$(TARGET)/asert_simulation
	$(TARGET)/selfish_miner
	$(TARGET)/time_warp
	$(TARGET)/pow
	$(TARGET)/mqtt
	$(TARGET)/throughput
	$(TARGET)/sync

soak: build
	BPIIOT_SOAK=1 cargo test --release --locked --workspace -- --nocapture

zombienet:
	scripts/setup --zombienet
	$(BUILD)
	scripts/zombienet

weights:
	scripts/weights $(ARGS)

scale: build
	scripts/scale $(ARGS)

lint: setup
	cargo clippy --release --locked --workspace --all-targets -- -D warnings

metadata: build
	$(TARGET)/examples/metadata > client/metadata.scale
