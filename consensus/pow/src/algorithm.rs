//! The puzzle behind the proof of work, as a trait, and Equi-X as its implementation.

use equix::{EquiX, Solution as EquixSolution, SolverMemory};

/// Bytes of a solution.
pub const SOLUTION_LEN: usize = 16;

/// A solution of the puzzle in its canonical encoding.
pub type Solution = [u8; SOLUTION_LEN];

/// A client puzzle: hard to solve, cheap to verify, and different for each challenge.
///
/// The engine asks nothing else of its hash, so another puzzle can take Equi-X's place (M9).
pub trait Algorithm: Clone + Send + Sync + 'static {
	/// Working memory that a mining thread keeps between challenges.
	type Scratch: Send;

	/// Makes the working memory of one thread.
	fn scratch() -> Self::Scratch;

	/// All solutions of a challenge; often more than one, sometimes none.
	fn solve(&self, challenge: &[u8; 32], scratch: &mut Self::Scratch) -> Vec<Solution>;

	/// Whether `solution` solves `challenge`, for untrusted input of any content.
	fn verify(&self, challenge: &[u8; 32], solution: &Solution) -> bool;
}

/// Equi-X: Equihash over program-generated HashX functions, by the Tor project.
///
/// Solving takes 1.8 MiB and some milliseconds, verification about 60 µs and no noticeable memory, so a gateway can check every header.
#[derive(Clone, Copy, Debug, Default)]
pub struct EquiXAlgorithm;

impl Algorithm for EquiXAlgorithm {
	type Scratch = SolverMemory;

	fn scratch() -> Self::Scratch {
		SolverMemory::new()
	}

	fn solve(&self, challenge: &[u8; 32], scratch: &mut Self::Scratch) -> Vec<Solution> {
		// A few challenges make no valid HashX program. They have no solution, and verification refuses them too.
		match EquiX::new(challenge) {
			Ok(puzzle) => puzzle.solve_with_memory(scratch).iter().map(EquixSolution::to_bytes).collect(),
			Err(_) => Vec::new(),
		}
	}

	fn verify(&self, challenge: &[u8; 32], solution: &Solution) -> bool {
		equix::verify_bytes(challenge, solution).is_ok()
	}
}
