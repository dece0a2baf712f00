//! Prints how fast a node takes in a long chain of empty blocks: `sync [BLOCKS] [--chain FILE]`.
//!
//! The chain is real: made by a node at the least difficulty, which takes ten minutes and more for 20,000 blocks. With
//! `--chain` it is kept in a file, or taken from it when the file exists.

use std::{
	env, fs,
	path::{Path, PathBuf},
	process::ExitCode,
	thread,
	time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use bpiiot_benches::{
	empty_chain::{make, read_blocks, write_blocks},
	local_node::{Block, Node, write_spec},
};
use bpiiot_pow::{EquiXAlgorithm, check_seal, take_seal};
use bpiiot_testbed::{Node as Process, Spec, node_output};
use sp_runtime::traits::Block as _;
use tempfile::TempDir;

/// Blocks of the chain when no number is given.
const BLOCKS: u32 = 20_000;
/// Blocks in a batch, as the sync asks its peers for them: 64 by default, 128 at most.
const BATCHES: [usize; 2] = [64, 128];
/// The sync asks for no more blocks while this many wait for their import.
const WAITING: usize = 2_048;
/// The node's own figures: time in the verifier, and in verifier and import together.
const VERIFICATION: &str = "substrate_block_verification_time";
const VERIFICATION_AND_IMPORT: &str = "substrate_block_verification_and_import_time";
/// How the names of the threads begin that check seals ahead of the import.
const VERIFIER_THREADS: &str = "pow-verify-";
/// How long the second process may take for all blocks.
const PATIENCE: Duration = Duration::from_secs(3_600);

#[tokio::main]
async fn main() -> Result<ExitCode> {
	let Some((count, file)) = arguments(env::args().skip(1)) else {
		eprintln!("usage: sync [BLOCKS] [--chain FILE]");
		return Ok(ExitCode::from(2));
	};
	let folder = TempDir::new()?;
	let spec = folder.path().join("chain-spec.json");
	write_spec(&spec, &[])?;
	let file = file.unwrap_or_else(|| folder.path().join("blocks"));
	let cores = thread::available_parallelism().map_or(1, usize::from);
	println!("Sync of {count} empty blocks, {cores} core(s)");
	let blocks = chain(&spec, &file, count).await?;

	proofs_alone(&blocks, cores)?;
	for batch in BATCHES {
		in_one_process(&spec, &blocks, batch).await?;
	}
	between_processes(&spec, &file, blocks.len()).await?;
	Ok(ExitCode::SUCCESS)
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<(u32, Option<PathBuf>)> {
	let (mut count, mut file) = (None, None);
	while let Some(argument) = given.next() {
		match argument.as_str() {
			"--chain" if file.is_none() => file = Some(given.next()?.into()),
			number if count.is_none() => count = Some(number.parse().ok().filter(|count| *count > 0)?),
			_ => return None,
		}
	}
	Some((count.unwrap_or(BLOCKS), file))
}

/// The blocks from the file, or new ones, which are in the file then.
async fn chain(spec: &Path, file: &Path, count: u32) -> Result<Vec<Block>> {
	let mut node = Node::new(spec)?;
	let blocks = if file.exists() {
		read_blocks(file)?
	} else {
		let began = Instant::now();
		let blocks = make(&mut node, count, |done| {
			if done % 1_000 == 0 {
				eprintln!("  {done} blocks made");
			}
		})
		.await?;
		write_blocks(file, &blocks)?;
		let seconds = began.elapsed().as_secs_f64();
		println!(
			"  {:<44} {seconds:>8.1} s {:>9.1} blocks/s",
			"made and sealed on all cores",
			f64::from(count) / seconds
		);
		blocks
	};
	let named = file.display();
	ensure!(blocks.len() == count as usize, "{named} holds {} blocks: ask for so many, or remove it", blocks.len());
	let parent = blocks.first().context("there are no blocks")?.header().parent_hash;
	ensure!(parent == node.genesis(), "{named} was made on another genesis: remove it to have the blocks made anew");
	Ok(blocks)
}

/// The reference: all proofs and authors' signatures and nothing else, on one thread and on all cores.
fn proofs_alone(blocks: &[Block], cores: usize) -> Result<()> {
	let check = |blocks: &[Block]| -> Result<()> {
		for block in blocks {
			let mut header = block.header().clone();
			let (_, seal) = take_seal::<Block>(&mut header)?;
			check_seal::<Block, _>(&EquiXAlgorithm, &header, seal)?;
		}
		Ok(())
	};
	let used = Usage::start("self")?;
	check(blocks)?;
	used.stop()?.print("reference: proofs alone, one thread", blocks.len());

	let used = Usage::start("self")?;
	thread::scope(|scope| -> Result<()> {
		let share = blocks.len().div_ceil(cores);
		let threads: Vec<_> = blocks.chunks(share).map(|blocks| scope.spawn(move || check(blocks))).collect();
		threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a thread has failed"))?)
	})?;
	used.stop()?.print("reference: proofs alone, all cores", blocks.len());
	Ok(())
}

/// Feeds the import queue of a fresh node as the sync does.
async fn in_one_process(spec: &Path, blocks: &[Block], batch: usize) -> Result<()> {
	let mut node = Node::new(spec)?;
	let (mut offered, mut taken) = (0, 0);
	let used = Usage::start("self")?;
	while taken < blocks.len() {
		while offered < blocks.len() && offered - taken <= WAITING {
			let next = blocks.len().min(offered + batch);
			node.offer(&blocks[offered..next]);
			offered = next;
		}
		taken += node.taken().await?;
	}
	let used = used.stop()?;
	let last = blocks.last().context("there are no blocks")?;
	ensure!(node.best().1 == last.hash(), "the node is not at the end of the chain");
	used.print(&format!("import queue of a fresh node, {batch} a batch"), blocks.len());
	used.print_proofs("self", node.histogram(VERIFICATION).0, node.histogram(VERIFICATION_AND_IMPORT).0)
}

/// Two processes over loopback: the first has the chain, the second knows only the first's address.
async fn between_processes(spec: &Path, file: &Path, count: usize) -> Result<()> {
	let mut server = Process::new("server", Spec::Chain(spec.into()))?;
	let began = Instant::now();
	let import: [&std::ffi::OsStr; 7] = [
		"import-blocks".as_ref(),
		file.as_ref(),
		"--binary".as_ref(),
		"--chain".as_ref(),
		spec.as_ref(),
		"--base-path".as_ref(),
		server.base_path().as_ref(),
	];
	let output = node_output(import)?;
	ensure!(output.status.success(), "import-blocks failed: {}", String::from_utf8_lossy(&output.stderr));
	let seconds = began.elapsed().as_secs_f64();
	println!("  {:<44} {seconds:>8.1} s {:>9.1} blocks/s", "bpiiot-node import-blocks", count as f64 / seconds);

	let serving = server.run(0).await?;
	let best = serving.best().await?.number;
	ensure!(best == count as u64, "the serving node has {best} of {count} blocks");
	let mut follower = Process::new("follower", Spec::Chain(spec.into()))?;
	follower.bootnodes = vec![server.address(&serving).await?];
	let following = follower.run(0).await?;
	let id = follower.process()?.id().to_string();
	let used = Usage::start(&id)?;
	let before = following.best().await?.number;
	let began = Instant::now();
	loop {
		let best = following.best().await?.number;
		if best >= count as u64 {
			break;
		}
		if began.elapsed() > PATIENCE {
			bail!("the following node has {best} of {count} blocks after {} s", PATIENCE.as_secs());
		}
		tokio::time::sleep(Duration::from_millis(50)).await;
	}
	let used = used.stop()?;
	used.print("from process to process over loopback", count - before as usize);
	let sum =
		async |name: &str| -> Result<f64> { Ok(follower.metric(&format!("{name}_sum")).await?.unwrap_or_default()) };
	used.print_proofs(&id, sum(VERIFICATION).await?, sum(VERIFICATION_AND_IMPORT).await?)
}

/// CPU time, in s, of each thread of a process that checks proofs ahead of the import.
fn verifiers(process: &str) -> Result<Vec<f64>> {
	let mut shares = Vec::new();
	for thread in fs::read_dir(Path::new("/proc").join(process).join("task"))? {
		let thread = thread?.path();
		// A thread may end meanwhile.
		let name = fs::read_to_string(thread.join("comm")).unwrap_or_default();
		if name.starts_with(VERIFIER_THREADS) {
			shares.push(cpu_seconds(&thread)?);
		}
	}
	ensure!(!shares.is_empty(), "the node has no threads named {VERIFIER_THREADS}…");
	shares.sort_by(f64::total_cmp);
	Ok(shares)
}

/// Time, and CPU time over all threads, of a process.
struct Usage {
	process: PathBuf,
	began: Instant,
	cpu: f64,
}

/// What it was.
struct Used {
	wall: f64,
	cpu: f64,
}

impl Usage {
	/// Starts measuring the process with this number, or `self`.
	fn start(process: &str) -> Result<Self> {
		let process = Path::new("/proc").join(process);
		Ok(Self { cpu: cpu_seconds(&process)?, process, began: Instant::now() })
	}

	fn stop(self) -> Result<Used> {
		Ok(Used { wall: self.began.elapsed().as_secs_f64(), cpu: cpu_seconds(&self.process)? - self.cpu })
	}
}

impl Used {
	fn print(&self, what: &str, blocks: usize) {
		println!(
			"  {what:<44} {:>8.1} s {:>9.1} blocks/s, {:.1} s of CPU: {:.2} cores used",
			self.wall,
			blocks as f64 / self.wall,
			self.cpu,
			self.cpu / self.wall
		);
	}

	/// The share of the proofs, which the process has checked on threads of their own. The others are what the node says that
	/// its import has waited for proofs, and spent in all, in s.
	fn print_proofs(&self, process: &str, verification: f64, all: f64) -> Result<()> {
		let verifiers = verifiers(process)?;
		let proofs: f64 = verifiers.iter().sum();
		let each: Vec<_> = verifiers.iter().map(|seconds| format!("{seconds:.2}")).collect();
		println!(
			"    proofs: {proofs:.2} s of CPU, {:.1} % of all, on {} thread(s) with {} s",
			100.0 * proofs / self.cpu,
			verifiers.len(),
			each.join(" and "),
		);
		println!(
			"    the import waited for proofs {verification:.2} s, {:.1} % of the time (and was busy for {all:.1} s)",
			100.0 * verification / self.wall,
		);
		Ok(())
	}
}

/// CPU time of a process or thread so far, user and system, in s, by its directory in `/proc`.
fn cpu_seconds(process: &Path) -> Result<f64> {
	/// Linux counts these times in hundredths, whatever its own clock.
	const TICKS: f64 = 100.0;
	let stat = fs::read_to_string(process.join("stat")).context("the system does not tell CPU times")?;
	// The name in brackets may have spaces; user and system time are the 12th and 13th field after it.
	let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
	let ticks = |index: usize| -> Result<f64> { Ok(fields.get(index).context("too few fields")?.parse()?) };
	Ok((ticks(11)? + ticks(12)?) / TICKS)
}
