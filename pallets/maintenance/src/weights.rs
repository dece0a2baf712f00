//! Weights, measured by `scripts/weights` in 30 steps of 20 runs on AMD EPYC, 2026-11-23. Do not edit.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::pedantic, clippy::redundant_closure)]

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of `set_part`.
	fn set_part() -> Weight;
	/// Of `remove_part`.
	fn remove_part() -> Weight;
	/// Of `propose_agreement`, `r` from 1 to 16.
	fn propose_agreement(r: u32) -> Weight;
	/// Of `accept_agreement`.
	fn accept_agreement() -> Weight;
	/// Of `cancel_agreement`.
	fn cancel_agreement() -> Weight;
	/// Of `fund_budget`.
	fn fund_budget() -> Weight;
	/// Of `withdraw_budget`.
	fn withdraw_budget() -> Weight;
	/// Of `report`, `r` from 4 to 1024, `f` from 0 to 32.
	fn report(r: u32, f: u32) -> Weight;
	/// Of `request_service`.
	fn request_service() -> Weight;
	/// Of `order_part`.
	fn order_part() -> Weight;
	/// Of `accept_request`.
	fn accept_request() -> Weight;
	/// Of `reject_request`.
	fn reject_request() -> Weight;
	/// Of `complete_request`.
	fn complete_request() -> Weight;
	/// Of `confirm_request`.
	fn confirm_request() -> Weight;
	/// Of `return_request`.
	fn return_request() -> Weight;
	/// Of `expire_request`.
	fn expire_request() -> Weight;
	/// Of `publish_template`, `r` from 1 to 16.
	fn publish_template(r: u32) -> Weight;
	/// Of `retire_template`.
	fn retire_template() -> Weight;
	/// Of `propose_from_template`.
	fn propose_from_template() -> Weight;
	/// Of `propose_with_terms`, `r` from 1 to 16.
	fn propose_with_terms(r: u32) -> Weight;
	/// Of `remove_agreement`.
	fn remove_agreement() -> Weight;
	/// Of `add_plan`.
	fn add_plan() -> Weight;
	/// Of `remove_plan`.
	fn remove_plan() -> Weight;
	/// Of `notify`.
	fn notify() -> Weight;
	/// Of `request_planned`.
	fn request_planned() -> Weight;
	/// Of `submit_evidence`.
	fn submit_evidence() -> Weight;
	/// Of `dispute_request`.
	fn dispute_request() -> Weight;
	/// Of `award_request`.
	fn award_request() -> Weight;
	/// Of `offer_settlement`.
	fn offer_settlement() -> Weight;
	/// Of `rate_provider`.
	fn rate_provider() -> Weight;
	/// Of `archive_request`.
	fn archive_request() -> Weight;
	/// Of `remove_records`, `n` from 1 to 100.
	fn remove_records(n: u32) -> Weight;
	/// Of `replenish_part`.
	fn replenish_part() -> Weight;
	/// Of `write_off_part`.
	fn write_off_part() -> Weight;
	/// Of `replenish_spares`.
	fn replenish_spares() -> Weight;
	/// Of `write_off_spares`.
	fn write_off_spares() -> Weight;
	/// Of `replace_part`.
	fn replace_part() -> Weight;
	/// Of `adopt_records`, `n` from 1 to 100.
	fn adopt_records(n: u32) -> Weight;
	/// Of `remove_record`.
	fn remove_record() -> Weight;
	/// Of `on_initialize`, `s` from 0 to 8.
	fn on_initialize(s: u32) -> Weight;
}

/// The measured weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn set_part() -> Weight {
		// At least 50_415_000 ps.
		Weight::from_parts(52_799_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn remove_part() -> Weight {
		// At least 42_693_000 ps.
		Weight::from_parts(45_328_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `Maintenance::Parts` (r:15 w:0)
	// Storage: `Maintenance::NextAgreement` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:0 w:1)
	// Storage: `Maintenance::AgreementsOf` (r:0 w:1)
	// Storage: `Maintenance::Agreements` (r:0 w:1)
	// Storage: `Maintenance::AgreementsBy` (r:0 w:2)
	fn propose_agreement(r: u32) -> Weight {
		// At least 70_495_000 ps.
		Weight::from_parts(71_029_909, 0)
			// Standard error 7_625.
			.saturating_add(Weight::from_parts(3_215_727, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	fn accept_agreement() -> Weight {
		// At least 17_806_000 ps.
		Weight::from_parts(19_158_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Plans` (r:9 w:9)
	// Storage: `Maintenance::AgendaLength` (r:8 w:8)
	// Storage: `Maintenance::Agenda` (r:8 w:16)
	// Storage: `Maintenance::Scheduled` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	fn cancel_agreement() -> Weight {
		// At least 421_959_000 ps.
		Weight::from_parts(454_868_000, 0)
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().writes(38_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn fund_budget() -> Weight {
		// At least 56_545_000 ps.
		Weight::from_parts(59_198_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_budget() -> Weight {
		// At least 42_303_000 ps.
		Weight::from_parts(44_857_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `Maintenance::LastReading` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Maintenance::Plans` (r:1 w:0)
	// Storage: `Maintenance::Counters` (r:1 w:1)
	// Storage: `Maintenance::Parts` (r:16 w:0)
	// Storage: `Maintenance::NextRequest` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::RequestsOf` (r:0 w:32)
	// Storage: `Maintenance::Work` (r:0 w:64)
	// Storage: `Maintenance::Requests` (r:0 w:32)
	fn report(r: u32, f: u32) -> Weight {
		// At least 232_367_000 ps.
		Weight::from_parts(97_115_283, 0)
			// Standard error 8_185.
			.saturating_add(Weight::from_parts(144_813, 0).saturating_mul(r.into()))
			// Standard error 257_335.
			.saturating_add(Weight::from_parts(151_282_767, 0).saturating_mul(f.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(f.into())))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(f.into())))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `Maintenance::LastTrigger` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:1 w:1)
	// Storage: `Maintenance::NextRequest` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::RequestsOf` (r:0 w:1)
	// Storage: `Maintenance::Work` (r:0 w:2)
	// Storage: `Maintenance::Requests` (r:0 w:1)
	fn request_service() -> Weight {
		// At least 167_450_000 ps.
		Weight::from_parts(173_478_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `Maintenance::LastTrigger` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:1 w:1)
	// Storage: `Maintenance::Parts` (r:1 w:0)
	// Storage: `Maintenance::NextRequest` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::RequestsOf` (r:0 w:1)
	// Storage: `Maintenance::Work` (r:0 w:2)
	// Storage: `Maintenance::Requests` (r:0 w:1)
	fn order_part() -> Weight {
		// At least 172_457_000 ps.
		Weight::from_parts(183_373_000, 0)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn accept_request() -> Weight {
		// At least 61_421_000 ps.
		Weight::from_parts(65_989_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Work` (r:0 w:3)
	fn reject_request() -> Weight {
		// At least 133_289_000 ps.
		Weight::from_parts(145_377_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	fn complete_request() -> Weight {
		// At least 19_589_000 ps.
		Weight::from_parts(22_333_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Work` (r:0 w:3)
	fn confirm_request() -> Weight {
		// At least 136_543_000 ps.
		Weight::from_parts(143_454_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:0)
	fn return_request() -> Weight {
		// At least 15_213_000 ps.
		Weight::from_parts(16_755_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Work` (r:0 w:3)
	fn expire_request() -> Weight {
		// At least 159_538_000 ps.
		Weight::from_parts(165_778_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::Parts` (r:15 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `Maintenance::NextTemplate` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::TemplatesOf` (r:0 w:1)
	// Storage: `Maintenance::Templates` (r:0 w:1)
	fn publish_template(r: u32) -> Weight {
		// At least 63_284_000 ps.
		Weight::from_parts(63_210_859, 0)
			// Standard error 7_603.
			.saturating_add(Weight::from_parts(3_227_922, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Maintenance::Templates` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::TemplatesOf` (r:0 w:1)
	fn retire_template() -> Weight {
		// At least 43_755_000 ps.
		Weight::from_parts(46_289_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Maintenance::Templates` (r:1 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `Maintenance::Parts` (r:16 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `Maintenance::NextAgreement` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:0 w:1)
	// Storage: `Maintenance::AgreementsOf` (r:0 w:1)
	// Storage: `Maintenance::Agreements` (r:0 w:1)
	// Storage: `Maintenance::AgreementsBy` (r:0 w:2)
	fn propose_from_template() -> Weight {
		// At least 122_382_000 ps.
		Weight::from_parts(127_901_000, 0)
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `Maintenance::Parts` (r:15 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `Maintenance::NextAgreement` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:0 w:1)
	// Storage: `Maintenance::AgreementsOf` (r:0 w:1)
	// Storage: `Maintenance::Agreements` (r:0 w:1)
	// Storage: `Maintenance::AgreementsBy` (r:0 w:2)
	fn propose_with_terms(r: u32) -> Weight {
		// At least 72_308_000 ps.
		Weight::from_parts(73_944_410, 0)
			// Standard error 9_400.
			.saturating_add(Weight::from_parts(3_167_638, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:0 w:1)
	// Storage: `Maintenance::AgreementsOf` (r:0 w:1)
	// Storage: `Maintenance::AgreementsBy` (r:0 w:2)
	// Storage: `Maintenance::LastReading` (r:0 w:1)
	fn remove_agreement() -> Weight {
		// At least 46_209_000 ps.
		Weight::from_parts(49_734_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::Parts` (r:1 w:0)
	// Storage: `Maintenance::NextPlan` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Scheduled` (r:1 w:1)
	// Storage: `Maintenance::AgendaLength` (r:1 w:1)
	// Storage: `Maintenance::Plans` (r:1 w:1)
	// Storage: `Maintenance::Agenda` (r:0 w:1)
	fn add_plan() -> Weight {
		// At least 76_163_000 ps.
		Weight::from_parts(80_229_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:0)
	// Storage: `Maintenance::Plans` (r:2 w:2)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::AgendaLength` (r:1 w:1)
	// Storage: `Maintenance::Agenda` (r:1 w:2)
	// Storage: `Maintenance::Scheduled` (r:1 w:1)
	fn remove_plan() -> Weight {
		// At least 67_481_000 ps.
		Weight::from_parts(72_018_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `Maintenance::LastTrigger` (r:1 w:1)
	// Storage: `Maintenance::Counters` (r:1 w:1)
	fn notify() -> Weight {
		// At least 31_898_000 ps.
		Weight::from_parts(33_950_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `Maintenance::LastTrigger` (r:1 w:1)
	// Storage: `Maintenance::Plans` (r:1 w:1)
	// Storage: `Maintenance::Parts` (r:1 w:0)
	// Storage: `Maintenance::NextRequest` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::RequestsOf` (r:0 w:1)
	// Storage: `Maintenance::Work` (r:0 w:2)
	// Storage: `Maintenance::Requests` (r:0 w:1)
	fn request_planned() -> Weight {
		// At least 175_041_000 ps.
		Weight::from_parts(183_654_000, 0)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `Maintenance::EvidenceOf` (r:1 w:1)
	fn submit_evidence() -> Weight {
		// At least 17_717_000 ps.
		Weight::from_parts(19_489_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:0)
	// Storage: `Maintenance::Work` (r:0 w:1)
	fn dispute_request() -> Weight {
		// At least 17_436_000 ps.
		Weight::from_parts(19_188_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Work` (r:0 w:3)
	fn award_request() -> Weight {
		// At least 221_901_000 ps.
		Weight::from_parts(234_469_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `Maintenance::Uses` (r:1 w:1)
	// Storage: `Maintenance::Work` (r:0 w:3)
	fn offer_settlement() -> Weight {
		// At least 220_980_000 ps.
		Weight::from_parts(230_113_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::Ratings` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	fn rate_provider() -> Weight {
		// At least 41_532_000 ps.
		Weight::from_parts(44_356_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::Requests` (r:1 w:1)
	// Storage: `Maintenance::Agreements` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::HistoryLength` (r:1 w:1)
	// Storage: `Maintenance::EvidenceOf` (r:0 w:1)
	// Storage: `Maintenance::RequestsOf` (r:0 w:1)
	// Storage: `Maintenance::History` (r:0 w:1)
	fn archive_request() -> Weight {
		// At least 55_363_000 ps.
		Weight::from_parts(58_628_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `Maintenance::HistoryLength` (r:1 w:1)
	// Storage: `Maintenance::History` (r:100 w:100)
	// Storage: `System::Account` (r:100 w:100)
	// Storage: `Balances::Holds` (r:100 w:100)
	fn remove_records(n: u32) -> Weight {
		// At least 44_256_000 ps.
		Weight::from_parts(44_517_000, 0)
			// Standard error 69_478.
			.saturating_add(Weight::from_parts(36_060_522, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	fn replenish_part() -> Weight {
		// At least 17_336_000 ps.
		Weight::from_parts(18_658_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Maintenance::Parts` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	fn write_off_part() -> Weight {
		// At least 17_657_000 ps.
		Weight::from_parts(18_809_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `Maintenance::Parts` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn replenish_spares() -> Weight {
		// At least 57_275_000 ps.
		Weight::from_parts(60_340_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn write_off_spares() -> Weight {
		// At least 40_821_000 ps.
		Weight::from_parts(43_025_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::SparesOf` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Maintenance::HistoryLength` (r:1 w:1)
	// Storage: `Maintenance::History` (r:0 w:1)
	fn replace_part() -> Weight {
		// At least 87_089_000 ps.
		Weight::from_parts(91_547_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `Maintenance::HistoryLength` (r:1 w:0)
	// Storage: `Maintenance::History` (r:100 w:100)
	// Storage: `System::Account` (r:101 w:101)
	// Storage: `Balances::Holds` (r:101 w:101)
	fn adopt_records(n: u32) -> Weight {
		// At least 91_086_000 ps.
		Weight::from_parts(92_408_000, 0)
			// Standard error 125_855.
			.saturating_add(Weight::from_parts(72_756_051, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	// Storage: `Maintenance::History` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn remove_record() -> Weight {
		// At least 44_095_000 ps.
		Weight::from_parts(47_721_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Maintenance::Scheduled` (r:1 w:0)
	// Storage: `Maintenance::AgendaCursor` (r:1 w:1)
	// Storage: `Maintenance::Agenda` (r:8 w:16)
	// Storage: `Maintenance::Plans` (r:8 w:8)
	// Storage: `Maintenance::Agreements` (r:8 w:8)
	// Storage: `DeviceRegistry::Devices` (r:8 w:0)
	// Storage: `DeviceRegistry::Participants` (r:8 w:0)
	// Storage: `Maintenance::Parts` (r:8 w:0)
	// Storage: `Maintenance::NextRequest` (r:1 w:1)
	// Storage: `System::Account` (r:8 w:8)
	// Storage: `Balances::Holds` (r:8 w:8)
	// Storage: `Maintenance::Uses` (r:8 w:8)
	// Storage: `Maintenance::AgendaLength` (r:8 w:8)
	// Storage: `Maintenance::RequestsOf` (r:0 w:8)
	// Storage: `Maintenance::Work` (r:0 w:16)
	// Storage: `Maintenance::Requests` (r:0 w:8)
	fn on_initialize(s: u32) -> Weight {
		// At least 1_412_000 ps.
		Weight::from_parts(1_462_000, 0)
			// Standard error 443_704.
			.saturating_add(Weight::from_parts(197_006_526, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((10_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((12_u64).saturating_mul(s.into())))
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("set_part", Self::set_part()),
			("remove_part", Self::remove_part()),
			("propose_agreement", Self::propose_agreement(16)),
			("accept_agreement", Self::accept_agreement()),
			("cancel_agreement", Self::cancel_agreement()),
			("fund_budget", Self::fund_budget()),
			("withdraw_budget", Self::withdraw_budget()),
			("report", Self::report(1024, 32)),
			("request_service", Self::request_service()),
			("order_part", Self::order_part()),
			("accept_request", Self::accept_request()),
			("reject_request", Self::reject_request()),
			("complete_request", Self::complete_request()),
			("confirm_request", Self::confirm_request()),
			("return_request", Self::return_request()),
			("expire_request", Self::expire_request()),
			("publish_template", Self::publish_template(16)),
			("retire_template", Self::retire_template()),
			("propose_from_template", Self::propose_from_template()),
			("propose_with_terms", Self::propose_with_terms(16)),
			("remove_agreement", Self::remove_agreement()),
			("add_plan", Self::add_plan()),
			("remove_plan", Self::remove_plan()),
			("notify", Self::notify()),
			("request_planned", Self::request_planned()),
			("submit_evidence", Self::submit_evidence()),
			("dispute_request", Self::dispute_request()),
			("award_request", Self::award_request()),
			("offer_settlement", Self::offer_settlement()),
			("rate_provider", Self::rate_provider()),
			("archive_request", Self::archive_request()),
			("remove_records", Self::remove_records(100)),
			("replenish_part", Self::replenish_part()),
			("write_off_part", Self::write_off_part()),
			("replenish_spares", Self::replenish_spares()),
			("write_off_spares", Self::write_off_spares()),
			("replace_part", Self::replace_part()),
			("adopt_records", Self::adopt_records(100)),
			("remove_record", Self::remove_record()),
			("on_initialize", Self::on_initialize(8)),
		]
	}
}
