//! Builds a chain with very many devices and records, and prints what it takes and what questions to it cost:
//! `scale [--devices N] [--records N] [--base-path DIR] [--try-runtime WASM]`.
//!
//! The chain is real: signed transactions in full blocks, with seals, through the node's own import. With `--base-path` it is
//! kept, and a run that was cut short goes on where it stopped. Fails when a question reads more keys than its answer
//! accounts for, whatever the chain's size, or when a check of `try-runtime` fails.

use std::{
	env,
	path::{Path, PathBuf},
	process::ExitCode,
	time::Instant,
};

use anyhow::{Context, Result, ensure};
use bpiiot_benches::scale::{
	Sizes,
	chain::{Chain, Made},
	check::{Checker, Passed},
	figures::{Figures, Stage},
	landmarks::Landmarks,
	plan::profile,
	queries,
	storage::{Item, items, size_of},
};
use bpiiot_primitives::{AccountId, BPI, Balance, sharing::Party};
use bpiiot_runtime::{DeviceRegistry, Runtime};
use tempfile::TempDir;

/// How large the chain is when nothing else is asked for.
const SIZES: Sizes = Sizes { devices: 100_000, records: 1_000_000 };
/// Blocks between two lines about the progress.
const REPORT: u32 = 100;
/// Storage items that are printed; the rest is summed up.
const ITEMS: usize = 28;
/// What the checks say when an entry of the index of relationships is missing.
const MISSING: &str = "The index of relationships and the relationships differ.";
/// A mebibyte.
const MIB: f64 = 1_048_576.0;

/// What was asked for.
struct Arguments {
	sizes: Sizes,
	base_path: Option<PathBuf>,
	try_runtime: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
	let Some(arguments) = arguments(env::args().skip(1)) else {
		eprintln!("usage: scale [--devices N] [--records N] [--base-path DIR] [--try-runtime WASM]");
		return Ok(ExitCode::from(2));
	};
	let Arguments { sizes, base_path, try_runtime } = arguments;
	if let Err(error) = sizes.check() {
		eprintln!("scale: {error}");
		return Ok(ExitCode::from(2));
	}
	// What cannot be read is told before the chain is built.
	let checker = try_runtime.as_deref().map(Checker::new).transpose()?;
	let temporary = TempDir::with_prefix("bpiiot-scale-")?;
	let folder = base_path.as_deref().unwrap_or(temporary.path());
	std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;

	println!("A chain of {} devices and {} records", sizes.devices, sizes.records);
	let mut figures = Figures::open(folder, sizes)?;
	let mut chain = Chain::open(folder, sizes)?;
	let landmarks = grow(&mut chain, &mut figures, folder).await?;
	print_queries(&landmarks, &figures);
	print_storage(&figures)?;
	match checker {
		Some(checker) => check(&chain, &checker, &landmarks)?,
		None => println!("The checks of try-runtime were not asked for"),
	}
	println!("This process has used {:.0} MiB of memory at most", most_memory()? as f64 / MIB);
	Ok(ExitCode::SUCCESS)
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
	let (mut devices, mut records, mut base_path, mut try_runtime) = (None, None, None, None);
	while let Some(argument) = given.next() {
		let value = given.next()?;
		let is_new = match argument.as_str() {
			"--devices" => devices.replace(value.parse().ok()?).is_none(),
			"--records" => records.replace(value.parse().ok()?).is_none(),
			"--base-path" => base_path.replace(PathBuf::from(value)).is_none(),
			"--try-runtime" => try_runtime.replace(PathBuf::from(value)).is_none(),
			_ => false,
		};
		if !is_new {
			return None;
		}
	}
	let sizes = Sizes { devices: devices.unwrap_or(SIZES.devices), records: records.unwrap_or(SIZES.records) };
	Some(Arguments { sizes, base_path, try_runtime })
}

/// Builds what is missing of the chain, and measures it at each size.
async fn grow(chain: &mut Chain, figures: &mut Figures, folder: &Path) -> Result<Landmarks> {
	let (found, _) = chain.node.best();
	if found > 0 {
		println!("  goes on after block {found}");
	}
	let began = Instant::now();
	let mut steps = chain.steps()?;
	let mut last = None;
	let progress = |made: &Made| {
		if made.blocks % REPORT == 0 {
			println!("  {}", describe(made));
		}
	};
	while let Some((sizes, landmarks)) = chain.grow(&mut steps, progress).await? {
		if figures.at(sizes).is_none() {
			figures.add(measure(chain, sizes, &landmarks, folder)?)?;
		}
		last = Some(landmarks);
	}
	ensure!(figures.at(figures.sizes).is_some(), "the plan has ended before the chain has its size");
	if chain.made.blocks > 0 {
		println!("Built in {:.0} s: {}", began.elapsed().as_secs_f64(), describe(&chain.made));
	}
	last.context("the plan has no measurement")
}

fn describe(made: &Made) -> String {
	let seconds = made.time.as_secs_f64();
	format!(
		"{} blocks with {} transactions, {} calls; {:.0} calls/s, {:.0} % of the time for execution, {:.0} % for seals; \
		 the fullest block used {:.1} % of its weight",
		made.blocks,
		made.transactions,
		made.calls,
		made.calls as f64 / seconds,
		100.0 * made.executing.as_secs_f64() / seconds,
		100.0 * made.sealing.as_secs_f64() / seconds,
		100.0 * made.fullest
	)
}

/// Asks everything, and counts the state.
fn measure(chain: &Chain, sizes: Sizes, landmarks: &Landmarks, folder: &Path) -> Result<Stage> {
	let began = Instant::now();
	let (blocks, best) = chain.node.best();
	let (mut costs, mut failures) = (Vec::new(), Vec::new());
	for query in queries::all(landmarks) {
		match query.ask(&chain.node, best) {
			Ok(cost) => costs.push(cost),
			Err(error) => failures.push(format!("{error:#}")),
		}
	}
	ensure!(failures.is_empty(), "{}", failures.join("\n"));
	let storage = items(&chain.node, best)?;
	for (item, expected) in [("DeviceRegistry.Devices", sizes.devices.into()), ("DataSharing.Records", sizes.records)] {
		let entries = entries(&storage, item);
		ensure!(entries == expected, "{item} has {entries} entries instead of {expected}");
	}
	println!(
		"Measured at {} devices, {} records, block {blocks}, in {:.0} s",
		sizes.devices,
		sizes.records,
		began.elapsed().as_secs_f64()
	);
	Ok(Stage { sizes, blocks, queries: costs, storage, database: size_of(folder)? })
}

fn entries(storage: &[Item], name: &str) -> u64 {
	storage.iter().find(|item| item.name == name).map_or(0, |item| item.entries)
}

fn print_queries(landmarks: &Landmarks, figures: &Figures) {
	println!("Keys read and entries answered, bytes of the proof, and median time of each query at so many records:");
	print!("  {:<42}", "");
	for stage in &figures.stages {
		print!(" {:>32}", stage.sizes.records);
	}
	println!();
	for (index, query) in queries::all(landmarks).iter().enumerate() {
		print!("  {:<42}", query.name);
		for stage in &figures.stages {
			let Some(cost) = stage.queries.get(index) else { continue };
			print!(" {:>4} /{:>4} {:>7} B {:>8.0} µs", cost.keys, cost.entries, cost.proof, cost.micros);
		}
		println!();
	}
	let worst = |stage: &Stage| stage.queries.iter().map(|cost| cost.keys).max().unwrap_or_default();
	let worst: Vec<_> = figures.stages.iter().map(|stage| worst(stage).to_string()).collect();
	println!("  most keys of a query: {}; every one is within what its answer accounts for", worst.join(", "));
}

fn print_storage(figures: &Figures) -> Result<()> {
	let last = figures.at(figures.sizes).context("the whole chain was not measured")?;
	let total: u64 = last.storage.iter().map(|item| item.bytes).sum();
	println!("State in {} entries, keys and values:", last.storage.iter().map(|item| item.entries).sum::<u64>());
	println!("  {:<36} {:>10} {:>13} {:>10}", "item", "entries", "bytes", "an entry");
	for item in last.storage.iter().take(ITEMS) {
		let each = item.bytes as f64 / item.entries as f64;
		println!("  {:<36} {:>10} {:>13} {each:>10.1}", item.name, item.entries, item.bytes);
	}
	let rest: u64 = last.storage.iter().skip(ITEMS).map(|item| item.bytes).sum();
	println!("  {:<36} {:>10} {rest:>13}", "others", "");
	println!("  {:<36} {:>10} {total:>13}", "all", "");

	let devices = figures.sizes.devices.into();
	let registry =
		[("Devices", 1), ("DeviceOf", 1), ("DevicesOf", 1)].map(|(item, each)| ("DeviceRegistry", item, each));
	let device = DeviceRegistry::device_deposit(&profile(0));
	print_share(last, "device", devices, &[&registry[..], &[("System", "Account", 1)]].concat(), device);
	let relationship = <Runtime as pallet_data_sharing::Config>::RelationshipDeposit::get();
	let parts = [("Relationships", 1), ("RelationshipsOf", 2), ("Between", 1), ("Uses", 1)];
	let parts = parts.map(|(item, each)| ("DataSharing", item, each));
	print_share(last, "relationship", entries(&last.storage, "DataSharing.Relationships"), &parts, relationship);
	let record = <Runtime as pallet_data_sharing::Config>::RecordDeposit::get();
	let parts = [("DataSharing", "Records", 1), ("DataSharing", "RecordsOf", 1)];
	print_share(last, "record", figures.sizes.records, &parts, record);
	let permission = <Runtime as pallet_data_sharing::Config>::PermissionDeposit::get();
	let parts = [("DataSharing", "Permissions", 1), ("DataSharing", "Granted", 1)];
	print_share(last, "permission", entries(&last.storage, "DataSharing.Permissions"), &parts, permission);

	let mut before: Option<&Stage> = None;
	for stage in &figures.stages {
		let state: u64 = stage.storage.iter().map(|item| item.bytes).sum();
		print!(
			"  at {} records: state {:.1} MiB, database {:.1} MiB, {} blocks",
			stage.sizes.records,
			state as f64 / MIB,
			stage.database as f64 / MIB,
			stage.blocks
		);
		if let Some(before) = before {
			let more = state - before.storage.iter().map(|item| item.bytes).sum::<u64>();
			let records = (stage.sizes.records - before.sizes.records) as f64;
			print!("; {:.0} bytes of state more for each record more, all included", more as f64 / records);
		}
		println!();
		before = Some(stage);
	}
	Ok(())
}

/// Prints what one thing takes: so many average entries of each item.
fn print_share(stage: &Stage, what: &str, count: u64, parts: &[(&str, &str, u32)], deposit: Balance) {
	let sizes = parts.iter().filter_map(|(pallet, item, each)| {
		let name = format!("{pallet}.{item}");
		let item = stage.storage.iter().find(|item| item.name == name)?;
		Some((name, *each, f64::from(*each) * item.bytes as f64 / item.entries as f64))
	});
	let sizes: Vec<_> = sizes.collect();
	let bytes: f64 = sizes.iter().map(|(_, _, bytes)| bytes).sum();
	let entries: u32 = sizes.iter().map(|(_, each, _)| each).sum();
	let parts: Vec<_> = sizes.iter().map(|(name, each, bytes)| format!("{each} × {name} {bytes:.0}")).collect();
	println!(
		"  a {what} takes {bytes:.0} bytes in {entries} entries ({}); held for it: {:.4} BPI; there are {count}",
		parts.join(", "),
		deposit as f64 / BPI as f64
	);
}

fn check(chain: &Chain, checker: &Checker, landmarks: &Landmarks) -> Result<()> {
	print_check("TryRuntime_execute_block, all pallets", checker.execute_best_block(&chain.node)?);
	print_check("TryRuntime_on_runtime_upgrade, all checks", checker.upgrade(&chain.node)?);
	// A check that cannot fail is worth nothing.
	let device = Party::<AccountId>::Device(landmarks.device);
	let index = pallet_data_sharing::RelationshipsOf::<Runtime>::hashed_key_for(device, landmarks.keeper);
	let found = checker.find_missing(&chain.node, "DataSharing", index)?;
	ensure!(found.contains(MISSING), "a missing entry of an index is not what is found: {found}");
	println!("With one entry of an index missing it fails, as it should: {MISSING}");
	Ok(())
}

fn print_check(what: &str, passed: Passed) {
	println!(
		"{what}: passed in {:.0} s, with {:.1} MiB of the Wasm's heap; weight {} ps",
		passed.time.as_secs_f64(),
		passed.heap as f64 / MIB,
		passed.weight.ref_time()
	);
}

/// The most memory that this process has used, in bytes.
fn most_memory() -> Result<u64> {
	let status = std::fs::read_to_string("/proc/self/status").context("the system does not tell memory")?;
	let line =
		status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("the system does not tell memory")?;
	let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
	Ok(kibibytes * 1024)
}
