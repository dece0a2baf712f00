//! Prints what Equi-X costs to solve and to verify, beside other checks of a header and beside RandomX.

use std::{
	fs,
	hint::black_box,
	thread,
	time::{Duration, Instant},
};

use bpiiot_pow::{Algorithm, AuthorDigest, EquiXAlgorithm, Seal, SealError, challenge, check_sealed, work};
use bpiiot_runtime::{Header, OpaqueBlock as Block};
use sp_core::{H256, Pair, U256, sr25519};
use sp_crypto_hashing::blake2_256;
use sp_runtime::{Digest, traits::Header as _};

/// How long each figure is measured.
const TIME: Duration = Duration::from_secs(5);
/// Solutions that are verified.
const SAMPLES: usize = 200;

fn main() {
	let cores = thread::available_parallelism().map_or(1, usize::from);
	println!("Proof of work: Equi-X, {cores} core(s), {} s for each figure", TIME.as_secs());

	let before = resident();
	let mut scratch = EquiXAlgorithm::scratch();
	let mut found = Vec::new();
	let mut nonce = 0;
	while found.len() < SAMPLES {
		let challenge = challenge(b"bench", &unsigned(), nonce);
		found.extend(EquiXAlgorithm.solve(&challenge, &mut scratch).into_iter().map(|solution| (challenge, solution)));
		nonce += 1;
	}
	let memory = resident().saturating_sub(before);
	drop(scratch);

	for threads in [1, cores] {
		let (challenges, solutions) = solve(threads);
		let share = threads as f64 * TIME.as_secs_f64();
		println!(
			"  solve, {threads} thread(s)        {:>9.1} solutions/s per thread ({:.1} challenges/s)",
			solutions as f64 / share,
			challenges as f64 / share
		);
		if cores == 1 {
			break;
		}
	}
	println!("  solver's memory           {:>9.2} MiB", memory as f64 / 1_048_576.0);

	let verify = each(found.iter(), |(challenge, solution)| assert!(EquiXAlgorithm.verify(challenge, solution)));
	println!("  verify, right             {:>9.2} µs", micros(verify));
	let wrong: Vec<_> = found
		.iter()
		.map(|(challenge, solution)| {
			let mut solution = *solution;
			solution[0] ^= 1;
			(*challenge, solution)
		})
		.collect();
	let verify_wrong = each(wrong.iter(), |(challenge, solution)| assert!(!EquiXAlgorithm.verify(challenge, solution)));
	println!("  verify, wrong             {:>9.2} µs", micros(verify_wrong));
	let meets = each(found.iter(), |(challenge, solution)| {
		black_box(work(challenge, solution));
	});
	println!(
		"  work of a solution        {:>9.2} µs  (checked first, so garbage costs no more than this)",
		micros(meets)
	);

	println!("Garbage headers refused, one thread");
	for reason in [SealError::TooLittleWork, SealError::WrongSolution, SealError::WrongSignature] {
		let headers: Vec<_> = (0..SAMPLES as u64).map(|salt| garbage(reason, salt)).collect();
		let refuse = each(headers.iter(), |header| {
			assert_eq!(check_sealed::<Block, _>(&EquiXAlgorithm, header.clone()).err(), Some(reason));
		});
		println!("  {:<25} {:>9.2} µs  ({:.0}/s)", reason.label(), micros(refuse), 1.0 / refuse.as_secs_f64());
	}

	println!("Beside it, in the same run");
	let header = [0x5a; 300];
	let blake2 = each(0..SAMPLES, |_| {
		black_box(blake2_256(black_box(&header)));
	});
	println!("  blake2b-256 of a header   {:>9.2} µs", micros(blake2));
	let pair = sr25519::Pair::from_seed(&[7; 32]);
	let signature = pair.sign(&header);
	let signed = each(0..SAMPLES, |_| assert!(sr25519::Pair::verify(&signature, &header[..], &pair.public())));
	println!("  sr25519 verification      {:>9.2} µs", micros(signed));
	println!("Reference, measured once on a two-core machine");
	println!("  Equi-X verification           62    µs, less than 2 MiB, 242 solutions/s per thread");
	println!("  RandomX verification      26,000    µs, 256 MiB");
}

/// Challenges tried and solutions found by `threads` threads.
fn solve(threads: usize) -> (u64, u64) {
	let searchers: Vec<_> = (0..threads as u64)
		.map(|thread| {
			thread::spawn(move || {
				let mut scratch = EquiXAlgorithm::scratch();
				let (began, mut challenges, mut solutions) = (Instant::now(), 0, 0);
				while began.elapsed() < TIME {
					let challenge = challenge(&thread.to_le_bytes(), &unsigned(), challenges);
					solutions += EquiXAlgorithm.solve(&challenge, &mut scratch).len() as u64;
					challenges += 1;
				}
				(challenges, solutions)
			})
		})
		.collect();
	let mut sum = (0, 0);
	for searcher in searchers {
		let (challenges, solutions) = searcher.join().expect("a searcher that fails has said why");
		sum = (sum.0 + challenges, sum.1 + solutions);
	}
	sum
}

/// The mean time of one call, over all items again and again.
fn each<I: Clone + Iterator>(items: I, mut call: impl FnMut(I::Item)) -> Duration {
	let (began, mut calls) = (Instant::now(), 0);
	while began.elapsed() < TIME / 5 {
		for item in items.clone() {
			call(item);
			calls += 1;
		}
	}
	began.elapsed() / calls.max(1)
}

fn micros(time: Duration) -> f64 {
	time.as_secs_f64() * 1e6
}

/// A header that is refused for `reason`: with no work, with the work of a wrong solution, or with a proof that somebody else
/// has signed.
fn garbage(reason: SealError, salt: u64) -> Header {
	let pair = sr25519::Pair::from_seed(&[7; 32]);
	let author = AuthorDigest { key: pair.public(), reward_account: [7; 32].into() };
	let logs = vec![author.to_item()];
	let root = H256::from_low_u64_be(salt);
	let mut header = Header::new(1, root, root, root, Digest { logs });
	let difficulty = if reason == SealError::TooLittleWork { U256::MAX } else { U256::one() };
	let thief = sr25519::Pair::from_seed(&[8; 32]);
	let mut seal = Seal { nonce: 0, solution: [0; 16], difficulty, signature: thief.sign(header.hash().as_ref()) };
	if reason == SealError::WrongSignature {
		let mut scratch = EquiXAlgorithm::scratch();
		seal.solution = loop {
			let challenge = challenge(header.hash().as_ref(), &seal.signature, seal.nonce);
			if let Some(solution) = EquiXAlgorithm.solve(&challenge, &mut scratch).pop() {
				break solution;
			}
			seal.nonce += 1;
		};
	}
	header.digest_mut().push(seal.to_item());
	header
}

/// This process's memory in use, bytes; 0 where the system does not tell.
fn resident() -> u64 {
	let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
	let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
	line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// A signature to make challenges with; what it signs does not matter to the puzzle.
fn unsigned() -> sr25519::Signature {
	sr25519::Signature::from_raw([0; 64])
}
