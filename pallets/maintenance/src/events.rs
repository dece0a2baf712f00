//! The events; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider has put a part on its price list, or changed it.
		PartSet {
			/// The provider.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
			/// The price of one, in planck.
			price: Balance,
		},
		/// A provider has taken a part off its price list.
		PartRemoved {
			/// The provider.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
		},
		/// An owner has proposed an agreement.
		AgreementProposed {
			/// Its number.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// Who pays.
			owner: T::AccountId,
			/// Who is asked to agree.
			provider: T::AccountId,
		},
		/// The provider has accepted an agreement; its rules can fire from now on.
		AgreementAccepted {
			/// Its number.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
		},
		/// An agreement has been ended.
		AgreementCancelled {
			/// Its number.
			agreement: AgreementId,
			/// Who ended it.
			by: T::AccountId,
			/// What was left of the budget and is free again, in planck.
			released: Balance,
		},
		/// An owner has added to a budget.
		BudgetFunded {
			/// The agreement.
			agreement: AgreementId,
			/// How much, in planck.
			amount: Balance,
			/// The budget afterwards, in planck.
			budget: Balance,
		},
		/// An owner has taken money out of a budget.
		BudgetWithdrawn {
			/// The agreement.
			agreement: AgreementId,
			/// How much, in planck.
			amount: Balance,
			/// The budget afterwards, in planck.
			budget: Balance,
		},
		/// A device has reported readings, and they have been counted.
		Reported {
			/// The agreement.
			agreement: AgreementId,
			/// How many readings.
			readings: u32,
			/// The device's time of the last one, in milliseconds since the Unix epoch.
			until: Moment,
			/// How many times rules have fired.
			firings: u32,
		},
		/// A rule has fired in a report, but its action could not be carried out. The counter is zero all the same.
		ActionFailed {
			/// The agreement.
			agreement: AgreementId,
			/// The rule.
			rule: RuleIndex,
			/// Why not.
			error: DispatchError,
		},
		/// A rule has requested service.
		ServiceRequested {
			/// The request.
			request: RequestId,
			/// The agreement.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// The rule.
			rule: RuleIndex,
			/// The device's number of the trigger, when the device counted.
			trigger: Option<TriggerSeq>,
			/// What the service pays, in planck; now in escrow.
			price: Balance,
		},
		/// A rule has ordered parts.
		PartOrdered {
			/// The request.
			request: RequestId,
			/// The agreement.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// The rule.
			rule: RuleIndex,
			/// The device's number of the trigger, when the device counted.
			trigger: Option<TriggerSeq>,
			/// The part.
			part: PartNumber,
			/// How many.
			quantity: u32,
			/// The price of all of them, in planck; now in escrow.
			price: Balance,
		},
		/// The provider has accepted a request.
		RequestAccepted {
			/// The request.
			request: RequestId,
			/// The provider.
			provider: T::AccountId,
		},
		/// The provider has turned a request down.
		RequestRejected {
			/// The request.
			request: RequestId,
			/// What has left the escrow, in planck.
			refunded: Balance,
		},
		/// The provider says that a job is done.
		RequestCompleted {
			/// The request.
			request: RequestId,
			/// The hash of its report.
			evidence: Hash,
		},
		/// The owner has sent a job back.
		RequestReturned {
			/// The request.
			request: RequestId,
			/// The hash of the reason.
			reason: Hash,
			/// The last block in which it can be completed now.
			deadline: BlockNumberFor<T>,
		},
		/// The provider was too late.
		RequestTimedOut {
			/// The request.
			request: RequestId,
			/// What has left the escrow, in planck.
			refunded: Balance,
		},
		/// The provider has been paid.
		Paid {
			/// The request.
			request: RequestId,
			/// The provider.
			provider: T::AccountId,
			/// How much, in planck.
			amount: Balance,
		},
	}
}
